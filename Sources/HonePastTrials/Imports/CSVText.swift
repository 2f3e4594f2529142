/// The cells of a CSV file (RFC 4180): quoted cells may hold commas, line ends and doubled quotes.
struct CSVText {
    struct Row: Sendable, Hashable {
        /// The line on which the row begins, counted from 1.
        var line: Int
        var cells: [String]
    }

    var rows: [Row]

    enum Problem: Error, Hashable {
        case openQuote(line: Int)
        case notUTF8
    }

    /// Blank lines are skipped; a byte-order mark is dropped.
    init(_ bytes: some Collection<UInt8>, separator: UInt8 = UInt8(ascii: ",")) throws(Problem) {
        var rows: [Row] = []
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var line = 1
        var firstLine = 1
        func endCell() throws(Problem) {
            guard let text = String(validating: cell, as: UTF8.self) else { throw .notUTF8 }
            cells.append(text)
            cell.removeAll(keepingCapacity: true)
        }
        func endRow() throws(Problem) {
            try endCell()
            if cells != [""] { rows.append(Row(line: firstLine, cells: cells)) }
            cells = []
        }
        var rest = Array(bytes)[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\"") where isQuoted:
                if rest.first == UInt8(ascii: "\"") {
                    cell.append(byte)
                    rest.removeFirst()
                } else {
                    isQuoted = false
                }
            case UInt8(ascii: "\"") where cell.isEmpty: isQuoted = true
            case UInt8(ascii: "\n"):
                line += 1
                if isQuoted {
                    cell.append(byte)
                } else {
                    if cell.last == UInt8(ascii: "\r") { cell.removeLast() }
                    try endRow()
                    firstLine = line
                }
            case separator where !isQuoted: try endCell()
            default: cell.append(byte)
            }
        }
        guard !isQuoted else { throw .openQuote(line: firstLine) }
        if cell.last == UInt8(ascii: "\r") { cell.removeLast() }
        if !cell.isEmpty || !cells.isEmpty { try endRow() }
        self.rows = rows
    }
}
