/// What separates the cells of a CSV file, and where its first row begins.
package struct CSVDialect {
    package var separator: UInt8
    /// Offset and line of the first row.
    package var start = 0
    var firstLine = 1

    /// Rows that are looked at to find the separator.
    private static let sampledRows = 20

    /// - Parameters:
    ///   - separator: nil to find it: the one that cuts the first rows into equally many cells, more than one.
    ///   - isTabbed: whether tabs come first where several do.
    package init(_ bytes: [UInt8], separator: UInt8?, isTabbed: Bool) {
        // Excel's way to say it.
        if bytes.count > 5, bytes.starts(with: "sep=".utf8), bytes[5] == 0x0A || bytes[5] == 0x0D {
            self.separator = bytes[4]
            start = bytes[5] == 0x0D && bytes.count > 6 && bytes[6] == 0x0A ? 7 : 6
            firstLine = 2
            return
        }
        if let separator {
            self.separator = separator
            return
        }
        let usual = [",", ";", "\t", "|"].map { (character: Unicode.Scalar) in UInt8(ascii: character) }
        let candidates = isTabbed ? [UInt8(ascii: "\t")] + usual.filter { $0 != UInt8(ascii: "\t") } : usual
        var best: (separator: UInt8, agreement: Double, cells: Int)?
        for candidate in candidates {
            self.separator = candidate
            guard let (agreement, cells) = Self.agreement(bytes, self) else { continue }
            if let best, (agreement, cells) <= (best.agreement, best.cells) { continue }
            best = (candidate, agreement, cells)
        }
        self.separator = best?.separator ?? candidates[0]
    }

    /// The share of the first rows that have as many cells as the header, and how many that is; nil if it is one.
    private static func agreement(_ bytes: [UInt8], _ dialect: CSVDialect) -> (Double, Int)? {
        var scanner = CSVScanner(bytes, dialect: dialect)
        var counts: [Int] = []
        while counts.count <= sampledRows, let row = scanner.next() {
            if row.cells.contains(where: { !$0.isEmpty }) { counts.append(row.cells.count) }
        }
        guard let cells = counts.first, cells > 1 else { return nil }
        return (Double(counts.count { $0 == cells }) / Double(counts.count), cells)
    }
}
