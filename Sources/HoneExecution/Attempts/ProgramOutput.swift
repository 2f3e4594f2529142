#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

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

    /// Bytes that are read in less time than it takes to hand them to another thread.
    private static let small = 1 << 16

    /// Whether all of it is read in no time.
    package var isSmall: Bool {
        var size = 0
        for path in [results, standardOutput, standardError] {
            var information = stat()
            if lstat(path, &information) == 0 { size += Int(information.st_size) }
        }
        return size <= Self.small
    }
}
