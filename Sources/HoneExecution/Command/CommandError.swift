import HoneBase

/// Why a command cannot be filled in.
public enum CommandError: HoneError, Hashable {
    /// The command names a parameter that the space lacks.
    case unknownPlaceholder(argument: String, name: String, known: [String])

    public var place: String? { "command" }

    public var problem: String {
        switch self {
        case .unknownPlaceholder(let argument, let name, let known):
            "{\(name)} in \"\(argument)\" is not a parameter" + NearestName.hint(for: name, among: known)
        }
    }

    public var remedy: String? {
        switch self {
        case .unknownPlaceholder(_, let name, _): "write {{\(name)}} for the text itself"
        }
    }

    public var fault: Fault { .input }
}
