/// Whether computing common beginnings once is worth what it takes: each block's keys and values of every path are
/// copied so that a node finds its ancestors side by side, and each saved input spares a block's linear layers.
package enum SharingCost {
    /// Multiplications and additions that the machine does in the time of moving one byte: about 150 GFLOP/s against
    /// 10 GB/s for copies between caches. Machines differ by a small factor, the two sides compared by far more.
    private static let operationsPerByte = 15.0

    /// - Parameters:
    ///   - plain: inputs of all rows one after another.
    ///   - shared: inputs with common beginnings once.
    package static func pays(plain: Int, shared: Int, shape: TransformerShape) -> Bool {
        let saved = Double(plain - shared) * shape.gigaflopPerTokenAndLayer * 1e9
        // Keys and values are read and written once.
        let bytes = Double(plain * 2 * 2 * shape.keyWidth * MemoryLayout<Float>.stride)
        return saved > bytes * operationsPerByte
    }
}
