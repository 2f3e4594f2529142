import HoneBase

/// What is wrong with the description of a pruner.
public struct PrunerError: HoneError, Hashable {
    /// `pruner`, `pruner hyperband, max`.
    public let place: String?
    public let problem: String

    public var remedy: String? { nil }
    public var fault: Fault { .input }

    init(_ kind: PrunerKind, _ key: String, _ problem: String) {
        place = "pruner \(kind.rawValue), \(key)"
        self.problem = problem
    }

    init(unknownName name: String) {
        place = "pruner"
        problem = "there is none called \(name)" + NearestName.hint(for: name, among: PrunerKind.names)
    }
}
