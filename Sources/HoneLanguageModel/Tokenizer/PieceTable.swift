/// Byte strings by number, end to end in one block of memory: some bytes of overhead each, however small they are.
struct PieceTable: Sendable {
    private var bytes: [UInt8] = []
    private var starts: [UInt32]
    /// `absent` where a number has no piece.
    private var lengths: [UInt32]
    /// Open addressing, `upper half of the hash | number + 1`, 0 where empty; at most two thirds full.
    private var slots: [UInt64] = []
    private let seed = ByteHash.seed()

    private static let absent = UInt32.max

    /// Numbers are `0..<count`.
    init(count: Int) {
        starts = [UInt32](repeating: 0, count: count)
        lengths = [UInt32](repeating: Self.absent, count: count)
    }

    var count: Int { starts.count }

    func contains(_ number: Int) -> Bool { lengths.indices.contains(number) && lengths[number] != Self.absent }

    /// Empty for a number without a piece.
    func piece(_ number: Int) -> ArraySlice<UInt8> {
        guard contains(number) else { return [] }
        let start = Int(starts[number])
        return bytes[start..<(start + Int(lengths[number]))]
    }

    /// Gives a number its piece. All pieces together are shorter than 4 GiB, for files are.
    mutating func set(_ number: Int, _ piece: some Collection<UInt8>) {
        starts[number] = UInt32(truncatingIfNeeded: bytes.count)
        lengths[number] = UInt32(truncatingIfNeeded: piece.count)
        bytes.append(contentsOf: piece)
    }

    /// Makes `number(of:)` work, once all pieces are set. Of equal pieces the last counts.
    mutating func index() {
        let filled = lengths.count { $0 != Self.absent }
        var size = 16
        while size * 2 < filled * 3 { size *= 2 }
        slots = [UInt64](repeating: 0, count: size)
        for number in lengths.indices where lengths[number] != Self.absent {
            let entry = piece(number).withUnsafeBufferPointer { piece in
                slot(piece.baseAddress, piece.count)
            }
            slots[entry.index] = entry.tag | UInt64(number + 1)
        }
    }

    /// A number whose piece has another number, too; call after `index()`.
    func firstRepeated() -> Int? {
        lengths.indices.first { contains($0) && self.number(of: piece($0)) != $0 }
    }

    /// The number of the piece with these bytes, -1 if there is none.
    @inline(__always)
    func number(of piece: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
        Int32(truncatingIfNeeded: slots[slot(piece, count).index] & 0xffff_ffff) - 1
    }

    func number(of piece: some Collection<UInt8>) -> Int? {
        let number = Array(piece).withUnsafeBufferPointer { piece in
            Int32(truncatingIfNeeded: slots[slot(piece.baseAddress, piece.count).index] & 0xffff_ffff) - 1
        }
        return number < 0 ? nil : Int(number)
    }

    /// Where that piece is or belongs.
    @inline(__always)
    private func slot(_ piece: UnsafePointer<UInt8>?, _ count: Int) -> (index: Int, tag: UInt64) {
        let hash = piece.map { ByteHash.of($0, count, seed: seed) } ?? seed
        let tag = hash & 0xffff_ffff_0000_0000
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while slots[index] != 0 {
            if slots[index] & 0xffff_ffff_0000_0000 == tag {
                let number = Int(slots[index] & 0xffff_ffff) - 1
                if isEqual(number, piece, count) { break }
            }
            index = (index + 1) & mask
        }
        return (index, tag)
    }

    @inline(__always)
    private func isEqual(_ number: Int, _ piece: UnsafePointer<UInt8>?, _ count: Int) -> Bool {
        guard lengths[number] == count else { return false }
        let start = Int(starts[number])
        guard let piece else { return true }
        for offset in 0..<count where bytes[start + offset] != piece[offset] { return false }
        return true
    }
}
