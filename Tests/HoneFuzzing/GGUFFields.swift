/// Where the numbers stand that steer the reading of a GGUF file: counts, lengths, kinds, sizes, offsets, and metadata.
struct GGUFFields {
    struct Field {
        let offset: Int
        /// Bytes of the little-endian integer.
        let width: Int
    }

    private(set) var fields: [Field] = []
    /// End of the directory.
    private(set) var headerSize = 0
    private let bytes: [UInt8]
    private var position = 0

    /// Walks through a file that is right; what is wrong ends the walk.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard bytes.count > 24 else { return }
        position = 4
        _ = integer(4)
        let tensors = integer(8)
        let values = integer(8)
        for _ in 0..<min(values, 10_000) {
            text()
            value(kind: integer(4))
        }
        for _ in 0..<min(tensors, 10_000) {
            text()
            let rank = integer(4)
            for _ in 0..<min(rank, 8) { _ = integer(8) }
            _ = integer(4)
            _ = integer(8)
        }
        headerSize = min(position, bytes.count)
    }

    private mutating func integer(_ width: Int) -> Int {
        guard position + width <= bytes.count else {
            position = bytes.count
            return 0
        }
        fields.append(Field(offset: position, width: width))
        var value: UInt64 = 0
        for index in 0..<min(width, 8) { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        position += width
        return Int(clamping: value)
    }

    private mutating func text() {
        let length = integer(8)
        position = length <= bytes.count - position ? position + length : bytes.count
    }

    private mutating func value(kind: Int) {
        switch kind {
        case 0, 1, 7: _ = integer(1)
        case 2, 3: _ = integer(2)
        case 4, 5, 6: _ = integer(4)
        case 8: text()
        case 9:
            let element = integer(4)
            let count = integer(8)
            for _ in 0..<min(count, 100_000) where position < bytes.count { value(kind: element) }
        case 10, 11, 12: _ = integer(8)
        default: position = bytes.count
        }
    }
}
