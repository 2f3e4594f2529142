/// Paths of the files that a program leaves for whoever looks for its metrics.
package struct ProgramOutput: Sendable, Hashable {
    /// `HONE_RESULTS`.
    package var results: String
    package var standardOutput: String
    package var standardError: String

    package init(results: String, standardOutput: String, standardError: String) {
        self.results = results
        self.standardOutput = standardOutput
        self.standardError = standardError
    }
}
