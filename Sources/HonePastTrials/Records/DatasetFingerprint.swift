import HoneBase
import HoneCore

/// A hash of a dataset's rows that depends neither on its name nor on the order of its rows and columns.
///
/// Cells are compared as values (`1`, `1.0` and `1e0` are one), so that the same data written by two programs agree.
public enum DatasetFingerprint {
    /// - Parameter rows: the data's cells as text, without a header line.
    public static func of(_ rows: some Sequence<[String]>) -> String {
        let lines = rows.map { row in
            row.map(normalised).sorted().joined(separator: "\u{1F}")
        }
        var hasher = SHA256()
        for line in lines.sorted() {
            hasher.update(line.utf8)
            hasher.update([0x1E])
        }
        return hasher.finalize().hexadecimal
    }

    private static func normalised(_ cell: String) -> String {
        let text = cell.trimmed
        guard let number = Double(decimal: text) else { return text }
        return (number == 0 ? 0 : number).description
    }
}
