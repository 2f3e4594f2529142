import HoneNumerics

/// Changes to bytes of which nothing is known.
enum ByteMutation {
    /// Integers that size computations stumble over.
    static let extremes: [UInt64] = [
        0, 1, 2, 3, 31, 32, 64, 127, 128, 255, 256, 65_535, 65_536, 1 << 24, 1 << 31, (1 << 31) - 1, 1 << 32,
        (1 << 32) - 1,
        1 << 48, 1 << 61, 1 << 62, 1 << 63, .max, .max - 1, .max / 2, .max - 31,
    ]

    /// Infinities, NaNs and large numbers in F32, F16 and BF16.
    private static let oddNumbers: [[UInt8]] = [
        [0, 0, 0xc0, 0x7f], [0, 0, 0x80, 0x7f], [0, 0, 0x80, 0xff], [0xff, 0xff, 0x7f, 0x7f], [0, 0x7c], [0, 0x7e],
        [0xff, 0x7b], [0xc0, 0x7f], [0x80, 0xff], [1, 0, 0, 0],
    ]

    /// One change, mostly within the first `limit` bytes.
    static func apply(to bytes: inout [UInt8], limit: Int, random: inout SeededGenerator) {
        guard !bytes.isEmpty else {
            bytes = (0..<random.integer(below: 64)).map { _ in UInt8(random.integer(below: 256)) }
            return
        }
        let bound = random.integer(below: 8) == 0 ? bytes.count : max(1, min(limit, bytes.count))
        let position = random.integer(below: bound)
        switch random.integer(below: 9) {
        case 0: bytes[position] = UInt8(random.integer(below: 256))
        case 1: bytes[position] ^= 1 << UInt8(random.integer(below: 8))
        case 2:
            let value = extremes[random.integer(below: extremes.count)].littleEndian
            let width = [1, 2, 4, 8][random.integer(below: 4)]
            withUnsafeBytes(of: value) { overwrite(&bytes, at: position, with: Array($0.prefix(width))) }
        case 3: bytes.removeSubrange(position..<min(bytes.count, position + 1 + random.integer(below: 16)))
        case 4: bytes.insert(contentsOf: Array(bytes[position...].prefix(1 + random.integer(below: 16))), at: position)
        case 5: bytes.removeSubrange(position...)
        case 6: bytes.swapAt(position, random.integer(below: bytes.count))
        case 7:
            let place = random.integer(below: bytes.count)
            overwrite(&bytes, at: place, with: oddNumbers[random.integer(below: oddNumbers.count)])
        default:
            let length = 1 + random.integer(below: 64)
            let source = random.integer(below: bytes.count)
            overwrite(&bytes, at: position, with: Array(bytes[source...].prefix(length)))
        }
    }

    /// The beginning of one file with the end of another.
    static func splice(_ first: [UInt8], _ second: [UInt8], random: inout SeededGenerator) -> [UInt8] {
        Array(first.prefix(random.integer(below: first.count + 1)))
            + second.suffix(random.integer(below: second.count + 1))
    }

    static func overwrite(_ bytes: inout [UInt8], at position: Int, with replacement: [UInt8]) {
        for (offset, byte) in replacement.enumerated() where position + offset < bytes.count {
            bytes[position + offset] = byte
        }
    }
}
