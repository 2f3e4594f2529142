/// Rows of text in aligned columns.
struct TextTable {
    enum Alignment {
        case left
        case right
    }

    struct Column {
        var title: String
        var alignment: Alignment

        init(_ title: String, _ alignment: Alignment = .right) {
            self.title = title
            self.alignment = alignment
        }
    }

    var columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; cells beyond the last column run on freely and do not widen it.
    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The title row and the others, each cut to `width` columns if given.
    func lines(width: Int? = nil, hasTitles: Bool = true) -> [String] {
        let all = (hasTitles ? [columns.map(\.title)] : []) + rows
        let widths = columns.indices.map { column in
            all.map { column < $0.count && $0.count == columns.count ? $0[column].count : 0 }.max() ?? 0
        }
        return all.map { cells in
            let parts = cells.enumerated().map { index, cell in
                guard index < columns.count else { return cell }
                let padding = String(repeating: " ", count: max(0, widths[index] - cell.count))
                return columns[index].alignment == .right ? padding + cell : cell + padding
            }
            return parts.joined(separator: "  ").trimmingTrailingSpaces.fitted(to: width)
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
}
