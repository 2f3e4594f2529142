import Foundation
import HoneCore

/// A CSV file of numbers: a header, and rows whose first cell names them.
struct PublishedMatrix {
    struct Row {
        var name: String
        /// Nil where the cell is empty or no finite number.
        var values: [Double?]
    }

    /// The columns' names, without that of the rows' names.
    let header: [String]
    let rows: [Row]
    private let places: [String: Int]

    /// - Parameter name: of the file, for errors.
    init(_ data: Data, name: String) throws(PublishedDataError) {
        let text = CSVText(data, separator: UInt8(ascii: ","))
        guard let header = text.header, header.cells.count > 1 else {
            throw PublishedDataError(name, "it has no header of several columns")
        }
        if let damage = text.damages.first {
            throw PublishedDataError(name, "line \(damage.line): \(damage.problem)")
        }
        self.header = Array(header.cells.dropFirst())
        rows = text.rows.map { row in
            Row(
                name: row.cells[0],
                values: row.cells.dropFirst().map { cell in
                    Double(decimal: cell).flatMap { $0.isFinite ? $0 : nil }
                })
        }
        places = Dictionary(
            rows.enumerated().map { (Self.key($0.element.name), $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// The row of that name; numbers may begin with zeros.
    func row(_ name: String) -> Row? { places[Self.key(name)].map { rows[$0] } }

    private static func key(_ name: String) -> String { Int(name).map(String.init) ?? name }
}
