/// What is wrong with a search space or with a configuration of it.
public struct SpaceError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Place: Hashable, Sendable {
        case space
        case parameter(String)
        case constraint(String)
    }

    public let place: Place
    /// What is wrong and what to do about it, without the place.
    public let problem: String

    public init(_ place: Place, _ problem: String) {
        self.place = place
        self.problem = problem
    }

    public var description: String {
        switch place {
        case .space: "search space: \(problem)"
        case .parameter(let name): "parameter \(name): \(problem)"
        case .constraint(let source): "constraint \"\(source)\": \(problem)"
        }
    }
}
