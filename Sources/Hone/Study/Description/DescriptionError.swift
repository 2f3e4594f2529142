import HoneCore

/// What is wrong with a study's description, where it stands (`study.yaml:7`, `-p lr=0:1:log`), and what to do about it.
public struct DescriptionError: HoneError, Hashable {
    /// A file with a line, or the flag as it was written.
    public let place: String?
    /// With the remedy, where there is one.
    public let problem: String

    public var remedy: String? { nil }
    public var fault: Fault { .input }

    /// An error at a place: a file with its line, or a flag.
    public init(_ place: String, _ problem: String) {
        self.place = place
        self.problem = problem
    }
}
