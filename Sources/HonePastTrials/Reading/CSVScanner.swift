/// Goes through the bytes of a CSV file row by row.
package struct CSVScanner {
    /// A row as it stands in the file.
    package struct Row {
        /// The line on which it begins, counted from 1, and how many lines it takes.
        package var line: Int
        package var lines = 1
        package var cells: [String] = []
        /// Whether some of its bytes are no UTF-8.
        package var isDamaged = false
        /// Whether text follows the closing quote of a cell: where its cells end is anybody's guess.
        package var isBroken = false
        /// Whether a quote of it is open at the end of the file.
        package var isOpen = false
        /// Where the row's first line ends.
        var firstLineEnd = 0
    }

    private let bytes: [UInt8]
    private let separator: UInt8
    private var offset: Int
    private var line: Int

    package init(_ bytes: [UInt8], dialect: CSVDialect) {
        self.bytes = bytes
        separator = dialect.separator
        offset = dialect.start
        line = dialect.firstLine
    }

    /// The next row, blank lines as a row of one empty cell; nil at the end.
    package mutating func next() -> Row? {
        guard offset < bytes.count else { return nil }
        var row = Row(line: line)
        let start = offset
        while true {
            let (isLast, isOpen) = cell(into: &row)
            row.isOpen = isOpen
            if isLast { break }
        }
        row.lines = max(1, line - row.line)
        row.firstLineEnd = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
        return row
    }

    /// Goes back to the line behind the row's first one.
    package mutating func resume(behindFirstLineOf row: Row) {
        offset = row.firstLineEnd
        line = row.line
        _ = takeLineEnd()
    }

    /// Reads a cell and goes behind what ends it.
    private mutating func cell(into row: inout Row) -> (isLast: Bool, isOpen: Bool) {
        skipBlanks()
        var content: [UInt8] = []
        var isQuoted = false
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
            isQuoted = true
            offset += 1
            guard quoted(into: &content) else { return (true, true) }
        }
        let start = offset
        while offset < bytes.count, bytes[offset] != separator, bytes[offset] != 0x0A, bytes[offset] != 0x0D {
            offset += 1
        }
        var plain = bytes[start..<offset]
        while let last = plain.last, isBlank(last) { plain.removeLast() }
        if isQuoted, !plain.isEmpty { row.isBroken = true }
        content += plain
        if let text = String(validating: content, as: UTF8.self) {
            row.cells.append(isQuoted ? text : text.trimmed)
        } else {
            row.cells.append(String(decoding: content, as: UTF8.self))
            row.isDamaged = true
        }
        guard offset < bytes.count, !takeLineEnd() else { return (true, false) }
        offset += 1
        return (false, false)
    }

    /// Reads up to the closing quote; false if there is none.
    private mutating func quoted(into content: inout [UInt8]) -> Bool {
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                offset += 1
                guard offset < bytes.count, bytes[offset] == byte else { return true }
                content.append(byte)
                offset += 1
            } else {
                let start = offset
                if !takeLineEnd() { offset += 1 }
                content += bytes[start..<offset]
            }
        }
        return false
    }

    /// Goes behind a line end of any kind.
    private mutating func takeLineEnd() -> Bool {
        guard offset < bytes.count, bytes[offset] == 0x0A || bytes[offset] == 0x0D else { return false }
        if bytes[offset] == 0x0D, offset + 1 < bytes.count, bytes[offset + 1] == 0x0A { offset += 1 }
        offset += 1
        line += 1
        return true
    }

    private mutating func skipBlanks() { while offset < bytes.count, isBlank(bytes[offset]) { offset += 1 } }

    private func isBlank(_ byte: UInt8) -> Bool { byte != separator && (byte == 0x20 || byte == 0x09) }
}
