import HoneCore

/// What a cell of a dataset holds.
enum DataCell: Sendable, Hashable {
    case missing
    case number(Double)
    case text(String)

    private static let missingWords: Set<String> = ["", "?", "<na>", "n/a", "na", "nan", "nat", "none", "null"]
    /// Longer texts are told apart by their beginnings.
    private static let longestText = 100

    /// - Parameter hasCommas: whether commas may be decimal points: where something else separates the cells.
    init(_ cell: String, hasCommas: Bool) {
        if cell.utf8.count <= 4, Self.missingWords.contains(cell.lowercased()) {
            self = .missing
        } else if let number = Double(decimal: cell) ?? (hasCommas ? Self.pointed(cell) : nil) {
            self = number.isFinite ? .number(number) : .missing
        } else {
            self = .text(cell.utf8.count > Self.longestText ? String(cell.prefix(Self.longestText)) : cell)
        }
    }

    private static func pointed(_ cell: String) -> Double? {
        guard cell.utf8.count(where: { $0 == UInt8(ascii: ",") }) == 1 else { return nil }
        return Double(decimal: String(cell.map { $0 == "," ? "." : $0 }))
    }

    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var isMissing: Bool { self == .missing }
}
