import HoneCore

/// Rows of text in aligned columns.
struct TextTable {
    enum Alignment {
        case left
        case right
    }

    struct Column {
        var title: String
        var alignment: Alignment
        /// Whether the column may be left out where the table is too wide.
        var isOptional: Bool

        init(_ title: String, _ alignment: Alignment = .right, isOptional: Bool = false) {
            self.title = PrintableText.line(title)
            self.alignment = alignment
            self.isOptional = isOptional
        }
    }

    private(set) var columns: [Column]
    private(set) var rows: [[String]] = []

    private static let gap = 2

    init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; cells beyond the last column, and those of a shorter row, run on freely and do not widen a column.
    mutating func add(_ cells: [String]) { rows.append(cells.map(PrintableText.line)) }

    /// The title row and the others, each cut to `width` columns if given.
    func lines(width: Int? = nil, hasTitles: Bool = true) -> [String] {
        let widths = columnWidths(hasTitles: hasTitles)
        return ((hasTitles ? [columns.map(\.title)] : []) + rows).map { cells in
            let parts = cells.enumerated().map { index, cell in
                guard index < columns.count else { return cell }
                let padding = String(repeating: " ", count: max(0, widths[index] - cell.count))
                return columns[index].alignment == .right ? padding + cell : cell + padding
            }
            return parts.joined(separator: String(repeating: " ", count: Self.gap)).trimmingTrailingSpaces.fitted(
                to: width)
        }
    }

    /// The table without those optional columns that have no room in `width`, the last ones first.
    ///
    /// - Returns: the titles of what was left out, in their order.
    func narrowed(to width: Int?) -> (table: TextTable, left: [String]) {
        guard let width, width > 0 else { return (self, []) }
        var table = self
        var left: [String] = []
        while table.naturalWidth > width, let index = table.columns.lastIndex(where: \.isOptional) {
            left.insert(table.columns[index].title, at: 0)
            for row in table.rows.indices where table.rows[row].count == table.columns.count {
                table.rows[row].remove(at: index)
            }
            table.columns.remove(at: index)
        }
        return (table, left)
    }

    private var naturalWidth: Int {
        columnWidths(hasTitles: true).reduce(0, +) + Self.gap * max(0, columns.count - 1)
    }

    private func columnWidths(hasTitles: Bool) -> [Int] {
        columns.indices.map { column in
            let cells = rows.lazy.filter { $0.count == columns.count }.map { $0[column].count }
            return max(hasTitles ? columns[column].title.count : 0, cells.max() ?? 0)
        }
    }
}

extension String {
    var trimmingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The text cut to so many columns, with an ellipsis where something is missing.
    func fitted(to width: Int?) -> String {
        guard let width, width > 0, count > width else { return self }
        return prefix(max(0, width - 1)) + "…"
    }

    func padded(to width: Int) -> String {
        count >= width ? self : self + String(repeating: " ", count: width - count)
    }

    /// The text in lines of at most `width` columns, broken at blanks; lines from the second on are indented.
    func wrapped(to width: Int?, indent: Int) -> [String] {
        guard let width, width > indent, count > width else { return [self] }
        var lines: [String] = []
        var line: String?
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            guard let begun = line else {
                line = String(word)
                continue
            }
            if begun.count + 1 + word.count > width, begun.contains(where: { $0 != " " }) {
                lines.append(begun)
                line = String(repeating: " ", count: indent) + word
            } else {
                line = begun + " " + word
            }
        }
        return lines + [line ?? ""]
    }
}
