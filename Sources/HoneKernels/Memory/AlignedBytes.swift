/// A fixed block of bytes aligned to cache lines, freed with its last owner; undefined until it is written.
///
/// Marked as sendable without the compiler's proof: whoever creates the block fills it and shares it read-only.
package final class AlignedBytes: @unchecked Sendable {
    package let count: Int
    package let pointer: UnsafeMutableRawPointer

    package init(count: Int) {
        self.count = count
        pointer = .allocate(byteCount: max(1, count), alignment: 64)
    }

    deinit { pointer.deallocate() }
}
