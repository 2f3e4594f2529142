import HoneBase

/// The cells of a CSV file: rows of as many cells as the header has, and what is wrong with the others.
///
/// RFC 4180 (quoted cells may hold separators, line ends and doubled quotes), and what programs and spreadsheets make of
/// it: other separators, blanks around cells, line ends of all three kinds, a byte-order mark, `sep=;` in the first line,
/// rows of empty cells, cells without a name at the end. One damaged row costs only itself.
struct CSVText {
    struct Row: Sendable, Hashable {
        /// The line on which the row begins, counted from 1.
        var line: Int
        var cells: [String]
    }

    /// A row that cannot be read.
    struct Damage: Sendable, Hashable {
        var line: Int
        var problem: String
    }

    /// The first row; nil if the file has none.
    private(set) var header: Row?
    /// The others, each with as many cells as the header.
    private(set) var rows: [Row] = []
    private(set) var damages: [Damage] = []
    let separator: UInt8

    /// Beyond this many quotes without end the rest of the file is given up.
    private static let mostOpenQuotes = 100

    /// - Parameters:
    ///   - separator: nil to find it from the first rows.
    ///   - isTabbed: whether the file's name speaks for tabs.
    init(_ bytes: some Collection<UInt8>, separator: UInt8? = nil, isTabbed: Bool = false) {
        var bytes = Array(bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let dialect = CSVDialect(bytes, separator: separator, isTabbed: isTabbed)
        self.separator = dialect.separator
        var scanner = CSVScanner(bytes, dialect: dialect)
        var openQuotes = 0
        while var row = scanner.next() {
            if row.isOpen {
                damages.append(Damage(line: row.line, problem: "a quote is never closed"))
                openQuotes += 1
                guard openQuotes < Self.mostOpenQuotes else { break }
                scanner.resume(behindFirstLineOf: row)
                continue
            }
            if row.isBroken {
                damages.append(Damage(line: row.line, problem: "text stands behind the closing quote of a cell"))
                // A quote too many must not swallow the rows up to the next one.
                if row.lines > 1 { scanner.resume(behindFirstLineOf: row) }
                continue
            }
            guard row.cells.contains(where: { !$0.isEmpty }) else { continue }
            guard let header else {
                if row.isDamaged { damages.append(Damage(line: row.line, problem: "it is not written in UTF-8")) }
                header = Row(line: row.line, cells: row.cells)
                continue
            }
            while row.cells.count > header.cells.count, row.cells.last?.isEmpty == true { row.cells.removeLast() }
            guard row.cells.count == header.cells.count else {
                let count = row.cells.count
                let problem =
                    row.lines > 1
                    ? "a quote in it is not closed where the row ends"
                    : "the row has \(count) cell\(count == 1 ? "" : "s"), the header names \(header.cells.count) columns"
                damages.append(Damage(line: row.line, problem: problem))
                // A quote too many must not swallow the rows up to the next one.
                if row.lines > 1 { scanner.resume(behindFirstLineOf: row) }
                continue
            }
            if row.isDamaged {
                damages.append(Damage(line: row.line, problem: "it is not written in UTF-8"))
                continue
            }
            rows.append(Row(line: row.line, cells: row.cells))
        }
        // A table of `hone export` protects its texts from spreadsheets; others mean what they say.
        guard header?.cells.prefix(2) == ["trial", "state"] else { return }
        for index in rows.indices { rows[index].cells = rows[index].cells.map(CSVCell.decode) }
    }
}
