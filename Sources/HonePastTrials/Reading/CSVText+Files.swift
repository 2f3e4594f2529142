import Foundation

extension CSVText {
    /// Reads a file, packed or not; the separator is found, and is a tab rather than another in `.tsv` files.
    ///
    /// - Throws: `TrialDatabaseError` if the file cannot be read or is written in UTF-16.
    init(path: String) throws(TrialDatabaseError) {
        let data: Data
        do {
            data = try UnpackedFile(path, limit: Self.mostBytes).rest()
        } catch {
            throw TrialDatabaseError(reading: path, error)
        }
        guard !data.starts(with: [0xFF, 0xFE]), !data.starts(with: [0xFE, 0xFF]), !data.prefix(4096).contains(0) else {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "it is not written in UTF-8 but in UTF-16 or as no text at all",
                remedy: "save it as CSV in UTF-8 (nothing was imported)")
        }
        self.init(data, isTabbed: Packing.unpackedName(path).lowercased().hasSuffix(".tsv"))
    }

    /// Of a packed file, which is read whole.
    private static let mostBytes = 1 << 30
}
