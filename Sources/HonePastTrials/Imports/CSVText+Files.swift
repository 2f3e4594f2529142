import Foundation

extension CSVText {
    /// Reads a file; `.tsv` files are separated by tabs.
    init(path: String) throws(TrialDatabaseError) {
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            let isTabbed = path.lowercased().hasSuffix(".tsv")
            try self.init(data, separator: isTabbed ? UInt8(ascii: "\t") : UInt8(ascii: ","))
        } catch Problem.openQuote(let line) {
            throw TrialDatabaseError(
                .badInput, place: "\(path):\(line)", problem: "a quote is never closed",
                remedy: "Close it, or double the quotes inside quoted cells. Nothing was imported.")
        } catch Problem.notUTF8 {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "it is not written in UTF-8",
                remedy: "Save it as UTF-8. Nothing was imported.")
        } catch {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "the file cannot be read: \(error.localizedDescription)",
                remedy: "Check the path and its permissions.")
        }
    }
}
