import Foundation

/// A fixed block of floats, aligned for SIMD loads, freed with its last owner.
///
/// Large blocks come from the operating system directly: their zeros cost nothing before they are touched, parts that
/// are never touched take no memory, and what is freed is given back at once.
///
/// Marked as sendable without the compiler's proof: whoever creates the buffer fills it and then either shares it as
/// read-only (weights) or keeps it behind one owner (gradients, moments).
package final class FloatBuffer: @unchecked Sendable {
    package let count: Int
    package let pointer: UnsafeMutablePointer<Float>
    /// What to give back, for a block that was mapped.
    private let mapping: UnsafeMutableRawBufferPointer?

    /// Bytes from which on a block is mapped.
    private static let leastMapped = 1 << 20
    /// The processor's large pages; fewer of them to look up, and fewer interruptions while they are filled.
    private static let largePage = 2 << 20

    /// `count` zeros.
    package init(count: Int) {
        self.count = count
        let bytes = max(1, count) * MemoryLayout<Float>.stride
        if bytes >= Self.leastMapped, let mapping = Self.map(bytes + Self.largePage), let base = mapping.baseAddress {
            let start = base.alignedUp(toMultipleOf: Self.largePage)
            #if os(Linux)
                // Whole large pages alone: a part of one would take memory for all of it.
                let whole = bytes / Self.largePage * Self.largePage
                if whole > 0 { madvise(start, whole, MADV_HUGEPAGE) }
            #endif
            self.mapping = mapping
            pointer = start.bindMemory(to: Float.self, capacity: max(1, count))
        } else {
            let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
            mapping = nil
            pointer = raw.bindMemory(to: Float.self, capacity: max(1, count))
            pointer.initialize(repeating: 0, count: max(1, count))
        }
    }

    /// Zeroed memory from the operating system, nil if it has none to give.
    private static func map(_ bytes: Int) -> UnsafeMutableRawBufferPointer? {
        let base = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let base, base != MAP_FAILED else { return nil }
        return UnsafeMutableRawBufferPointer(start: base, count: bytes)
    }

    package convenience init(_ values: [Float]) {
        self.init(count: values.count)
        values.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { pointer.update(from: base, count: values.count) }
        }
    }

    deinit {
        if let mapping, let base = mapping.baseAddress {
            munmap(base, mapping.count)
        } else {
            UnsafeMutableRawPointer(pointer).deallocate()
        }
    }

    package func copy() -> FloatBuffer {
        let result = FloatBuffer(count: count)
        result.pointer.update(from: pointer, count: count)
        return result
    }

    package func fill(_ value: Float) { pointer.update(repeating: value, count: count) }

    package var array: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

    package subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count)
            return pointer[index]
        }
        set {
            precondition(index >= 0 && index < count)
            pointer[index] = newValue
        }
    }
}
