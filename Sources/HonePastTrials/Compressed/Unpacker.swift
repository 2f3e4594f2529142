/// What unpacks a stream of bytes piece by piece.
protocol Unpacker: AnyObject {
    /// Whether the packed stream has come to its end; further bytes are none of it.
    var hasEnded: Bool { get }

    /// Unpacks some of the input into some of the output.
    ///
    /// - Parameter isLast: whether no input follows this.
    /// - Returns: the bytes that were taken and those that were written.
    func unpack(
        _ input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isLast: Bool
    ) throws(UnpackingError) -> (taken: Int, written: Int)
}
