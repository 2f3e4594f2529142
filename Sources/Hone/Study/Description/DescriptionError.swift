/// What is wrong with a study's description, where it stands (`study.yaml:7`, `-p lr=0:1:log`), and what to do about it.
public struct DescriptionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file with a line, or the flag as it was written.
    public let place: String
    public let problem: String

    public init(_ place: String, _ problem: String) {
        self.place = place
        self.problem = problem
    }

    public var description: String { "\(place): \(problem)" }
}
