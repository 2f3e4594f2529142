/// What an import needs to know beyond the file.
public struct ImportOptions: Sendable, Hashable {
    /// Files whose kind neither their name nor their first line says.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// A folder of MindWare's run histories, wherever in it they lie (a clone of its repository, say).
        case mindware
    }

    /// What is imported; nil: what the file itself says.
    public var format: Format?
    /// A file with the families' spaces (`spaces.json`), for trials files and CSV files that do not say them.
    public var spaces: String?
    /// The first part of the tasks' ids; nil: `trials` for trials files, the file's name for CSV files.
    public var source: String?
    /// The trials' licence.
    public var licence: String?
    /// A file of row draws (`splits.json`) and the draw's number: only these rows of a benchmark table are imported.
    public var splits: String?
    /// Of a benchmark table: which draw of rows is taken; nil for all.
    public var draw: Int?
    /// Hash of the dataset's rows (`DatasetFingerprint`), for files of trials on one dataset.
    public var fingerprint: String?
    /// What the columns of a CSV file are, where their names do not say it.
    public var columns = CSVColumns()

    /// Nothing but what the file says itself.
    public init() {}
}
