/// What an import did.
public struct ImportSummary: Sendable, Hashable, Codable {
    /// A row or line that was left out.
    public struct Problem: Sendable, Hashable, Codable {
        /// `runs.csv:12`.
        public var place: String
        public var problem: String

        /// A row or line that was left out, and why.
        public init(place: String, problem: String) {
            self.place = place
            self.problem = problem
        }
    }

    /// Tasks that were not there before.
    public var newTasks = 0
    /// Trials that were not there before.
    public var newTrials = 0
    /// Trials that were there unfinished or failed and have another end now.
    public var updated = 0
    /// Trials that were there already, with this configuration and end.
    public var duplicates = 0
    /// Trials of the source that are no use to the database: unfinished ones, for example.
    public var skipped = 0
    /// Rows that could not be read.
    public var leftOut = 0
    /// Why, row by row; the first `mostProblems` of them.
    public var problems: [Problem] = []
    /// How the file was read, and which spaces were guessed from its values.
    public var notes: [String] = []

    /// A damaged file of a million rows has a million problems; nobody reads them.
    static let mostProblems = 100

    /// An import of nothing.
    public init() {}

    /// Both imports together.
    public static func + (a: ImportSummary, b: ImportSummary) -> ImportSummary {
        var sum = a
        sum.newTasks += b.newTasks
        sum.newTrials += b.newTrials
        sum.updated += b.updated
        sum.duplicates += b.duplicates
        sum.skipped += b.skipped
        sum.leftOut += b.leftOut
        sum.problems = Array((a.problems + b.problems).prefix(mostProblems))
        sum.notes += b.notes
        return sum
    }
}
