import HoneBase

/// What is wrong with a search space or with a configuration of it.
public struct SpaceError: HoneError, Hashable {
    /// What the error is about.
    public enum Subject: Hashable, Sendable {
        /// The space as a whole.
        case space
        /// A parameter, by name.
        case parameter(String)
        /// A constraint, by its text.
        case constraint(String)
    }

    /// What the error is about.
    public let subject: Subject
    /// What is wrong and what to do about it, without the place.
    public let problem: String

    /// An error about a space, a parameter or a constraint.
    public init(_ subject: Subject, _ problem: String) {
        self.subject = subject
        self.problem = problem
    }

    /// `parameter lr`, `constraint "a < b"`.
    public var place: String? {
        switch subject {
        case .space: "search space"
        case .parameter(let name): "parameter \(name)"
        case .constraint(let source):
            source.count <= Self.longestSource
                ? "constraint \"\(source)\"" : "constraint \"\(source.prefix(Self.longestSource - 1))…\""
        }
    }

    public var remedy: String? { nil }
    public var fault: Fault { .input }

    /// Longer constraints are quoted by their beginning.
    private static let longestSource = 200
}
