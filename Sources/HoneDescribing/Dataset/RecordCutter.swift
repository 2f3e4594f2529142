/// Cuts the bytes of a CSV file into blocks of whole rows, so that a file of any size is read in bounded memory.
///
/// A line end inside a quoted cell ends no row. Where a row is larger than `limit`, a quote in it was never closed, and the block
/// ends with a line.
struct RecordCutter {
    private let separator: UInt8
    private var pending: [UInt8] = []

    /// Bytes of a row beyond which it is taken for damaged.
    static let limit = 4 << 20

    init(separator: UInt8) { self.separator = separator }

    /// The whole rows of what was given so far.
    mutating func add(_ bytes: [UInt8]) -> [UInt8] {
        pending += bytes
        var end = lastRowEnd()
        if end == 0, pending.count > Self.limit { end = (pending.lastIndex(of: 0x0A) ?? pending.count - 1) + 1 }
        let block = Array(pending[..<end])
        pending.removeFirst(end)
        return block
    }

    /// What is left at the end of the file.
    mutating func rest() -> [UInt8] {
        defer { pending = [] }
        return pending
    }

    /// Behind the last line end that is in no quoted cell.
    private func lastRowEnd() -> Int {
        var end = 0
        var isCellStart = true
        var isQuoted = false
        for (index, byte) in pending.enumerated() {
            if isQuoted {
                // A doubled quote closes and opens again, with nothing between.
                if byte == 0x22 { isQuoted = false }
                continue
            }
            switch byte {
            case 0x22:
                isQuoted = isCellStart || (index > 0 && pending[index - 1] == 0x22)
                isCellStart = false
            case separator: isCellStart = true
            case 0x0A:
                end = index + 1
                isCellStart = true
            case 0x0D:
                // Alone it is a line end of its own.
                if index + 1 < pending.count, pending[index + 1] != 0x0A { end = index + 1 }
                isCellStart = true
            case 0x20, 0x09: break
            default: isCellStart = false
            }
        }
        return end
    }
}
