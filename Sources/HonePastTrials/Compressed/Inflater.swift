import CZlib

/// Unpacks what zlib packs: gzip files, of one member or of several, and the bare streams within zip archives.
///
/// A class because zlib's state stays at one place in memory and has an end.
final class Inflater: Unpacker {
    enum Form {
        /// With header and checksum; further members may follow.
        case gzip
        /// Neither.
        case bare
    }

    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let form: Form
    /// Whether a member has ended and nothing of another one has come.
    private var isBetweenMembers = false
    private(set) var hasEnded = false

    init(_ form: Form) throws(UnpackingError) {
        self.form = form
        stream.initialize(to: z_stream())
        // Bits of the window; 16 more ask for gzip's header, a minus for none.
        let bits: Int32 = form == .gzip ? MAX_WBITS + 16 : -MAX_WBITS
        guard inflateInit2_(stream, bits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw UnpackingError("zlib cannot be used: there is no memory for it", remedy: "close other programs")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func unpack(
        _ input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isLast: Bool
    ) throws(UnpackingError) -> (taken: Int, written: Int) {
        if isBetweenMembers {
            // Tapes and some programs fill up with zeros.
            let filling = input.prefix { $0 == 0 }.count
            if filling > 0 { return (filling, 0) }
            if input.isEmpty {
                hasEnded = isLast
                return (0, 0)
            }
            guard input[0] == 0x1F else { throw .damaged("something else follows its end") }
            inflateReset(stream)
            isBetweenMembers = false
        }
        stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_in = UInt32(clamping: input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(clamping: output.count)
        let given = (Int(stream.pointee.avail_in), Int(stream.pointee.avail_out))
        let code = inflate(stream, Z_NO_FLUSH)
        let taken = given.0 - Int(stream.pointee.avail_in)
        let written = given.1 - Int(stream.pointee.avail_out)
        switch code {
        case Z_STREAM_END:
            isBetweenMembers = form == .gzip
            hasEnded = form == .bare
        // Nothing could be done: the output is full, or the input empty.
        case Z_OK, Z_BUF_ERROR:
            if isLast, taken == 0, written == 0, !output.isEmpty { throw .cutShort }
        case Z_MEM_ERROR:
            throw UnpackingError("there is no memory to unpack it", remedy: "close other programs")
        default:
            throw .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "zlib's error \(code)")
        }
        return (taken, written)
    }
}
