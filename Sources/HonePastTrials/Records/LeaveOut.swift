import HoneBase

/// What a snapshot leaves out, so that a method can be tested on what it has not seen.
public enum LeaveOut: Sendable, Hashable, CustomStringConvertible {
    /// Every trial of the dataset, under all its names, from whatever source and family.
    case dataset(String)
    /// Every trial of the family and of the families that share its program.
    case family(String)
    /// Every trial of the dataset whose rows have this fingerprint, under all names that it has in the database.
    case fingerprint(String)

    /// Reads `dataset:NAME`, `family:NAME` or `fingerprint:HASH`.
    public init(parsing text: String) throws(LeaveOutError) {
        guard let colon = text.firstIndex(of: ":") else { throw LeaveOutError(text: text) }
        let name = String(text[text.index(after: colon)...])
        guard !name.isEmpty else { throw LeaveOutError(text: text) }
        switch text[..<colon] {
        case "dataset": self = .dataset(name)
        case "family": self = .family(name)
        case "fingerprint": self = .fingerprint(name)
        default: throw LeaveOutError(text: text)
        }
    }

    public var description: String {
        switch self {
        case .dataset(let name): "dataset:\(name)"
        case .family(let name): "family:\(name)"
        case .fingerprint(let hash): "fingerprint:\(hash)"
        }
    }
}

/// A text that names nothing to leave out.
public struct LeaveOutError: HoneError, Hashable {
    /// The text as it was written.
    public let text: String

    public var place: String? { "--leave-out \(text)" }
    public var problem: String { "it must be dataset:NAME or family:NAME" }
    public var remedy: String? { "write --leave-out dataset:vehicle" }
    public var fault: Fault { .input }
}
