/// Published data that are not as they were when Hone's importer was written.
struct PublishedDataError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file within what was published.
    let file: String
    let problem: String

    var description: String { "\(file): \(problem)" }

    init(_ file: String, _ problem: String) {
        self.file = file
        self.problem = problem
    }
}
