extension DatasetFingerprint {
    /// The fingerprint of a CSV or TSV file, whose first line is a header.
    ///
    /// - Throws: `TrialDatabaseError` (`badInput`) if the file or one of its rows cannot be read.
    public static func of(csv path: String) throws -> String {
        let text = try CSVText(path: path)
        if let damage = text.damages.first {
            throw TrialDatabaseError(
                .badInput, place: "\(path):\(damage.line)", problem: damage.problem,
                remedy: "correct the row: a fingerprint is of all rows")
        }
        guard !text.rows.isEmpty else {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "it has no rows of data below its header",
                remedy: "name a CSV file of the dataset")
        }
        return of(text.rows.map(\.cells))
    }
}
