/// The kinds of domains by the names that files give them. What is written here is the only list of kinds and their keys:
/// `study.yaml`, flags, spaces files, stored descriptions, content hashes and differences all come from it.
public enum DomainKind: String, Sendable, Hashable, CaseIterable {
    /// The kinds, by the names that files and flags use.
    case float, int, categorical, ordinal, fixed, permutation

    /// The keys of this kind in the order in which they are read, written and hashed.
    public var fields: [DomainField] {
        switch self {
        case .float: DomainField.range(of: .number)
        case .int: DomainField.range(of: .integer)
        case .categorical: [DomainField("choices", .values)]
        case .ordinal: [DomainField("values", .values), DomainField("scale", .scale, .optional)]
        case .fixed: [DomainField("value", .value)]
        case .permutation: [DomainField("items", .values)]
        }
    }

    /// `float`, `int` and so on, for messages.
    public static var names: [String] { allCases.map(\.rawValue) }

    /// All keys that some kind has, each once.
    public static let keys: [String] = {
        var keys: [String] = []
        for field in allCases.flatMap(\.fields) where !keys.contains(field.key) { keys.append(field.key) }
        return keys
    }()
}

/// One key of a kind of domains: what it is called, what stands there, and whether it may be missing.
public struct DomainField: Sendable, Hashable {
    /// What a field holds.
    public enum Shape: Sendable, Hashable {
        /// A number, a whole number, a scale, a list of values, one value.
        case number, integer, scale, values, value

        /// What should stand there, for messages: `low must be a number`.
        public var expectation: String {
            switch self {
            case .number: "a number"
            case .integer: "a whole number"
            case .scale: "log or linear"
            case .values: "a list of values"
            case .value: "a number or a text"
            }
        }
    }

    /// Whether a field must be there.
    public enum Presence: Sendable, Hashable {
        /// It must be there.
        case required
        /// Missing means a linear scale.
        case linearIfMissing
        /// It may be left out.
        case optional
    }

    /// The field's name in files.
    public let key: String
    /// What it holds.
    public let shape: Shape
    /// Whether it must be there.
    public let presence: Presence

    init(_ key: String, _ shape: Shape, _ presence: Presence = .required) {
        self.key = key
        self.shape = shape
        self.presence = presence
    }

    fileprivate static func range(of shape: Shape) -> [DomainField] {
        [
            DomainField("low", shape), DomainField("high", shape), DomainField("scale", .scale, .linearIfMissing),
            DomainField("step", shape, .optional),
        ]
    }
}

/// What stands under a key of a domain.
public enum DomainContent: Sendable, Hashable {
    /// A number.
    case number(Double)
    /// A whole number.
    case integer(Int)
    /// A scale.
    case scale(Scale)
    /// A list of values.
    case values([ParameterValue])
    /// One value.
    case value(ParameterValue)

    fileprivate var number: Double? { if case .number(let number) = self { number } else { nil } }
    fileprivate var integer: Int? { if case .integer(let integer) = self { integer } else { nil } }
    fileprivate var scale: Scale? { if case .scale(let scale) = self { scale } else { nil } }
    fileprivate var values: [ParameterValue]? { if case .values(let values) = self { values } else { nil } }
    fileprivate var value: ParameterValue? { if case .value(let value) = self { value } else { nil } }
}

extension Domain {
    /// Which kind of domain it is.
    public var kind: DomainKind {
        switch self {
        case .float: .float
        case .int: .int
        case .categorical: .categorical
        case .ordinal: .ordinal
        case .fixed: .fixed
        case .permutation: .permutation
        }
    }

    /// Every key of the domain's kind with what stands there; nil where an optional key is missing.
    public var form: [(field: DomainField, content: DomainContent?)] {
        let contents: [DomainContent?] =
            switch self {
            case .float(let low, let high, let scale, let step):
                [.number(low), .number(high), .scale(scale), step.map(DomainContent.number)]
            case .int(let low, let high, let scale, let step):
                [.integer(low), .integer(high), .scale(scale), step.map(DomainContent.integer)]
            case .categorical(let values): [.values(values)]
            case .ordinal(let values, let scale): [.values(values), scale.map(DomainContent.scale)]
            case .fixed(let value): [.value(value)]
            case .permutation(let items): [.values(items)]
            }
        return Array(zip(kind.fields, contents)).map { (field: $0.0, content: $0.1) }
    }

    /// The form without what need not be written: missing keys, and a linear scale where it is what missing means.
    public var writtenForm: [(field: DomainField, content: DomainContent)] {
        form.compactMap { entry in
            guard let content = entry.content else { return nil }
            let isImplied = entry.field.presence == .linearIfMissing && content == .scale(.linear)
            return isImplied ? nil : (field: entry.field, content: content)
        }
    }

    /// Reads a domain of a kind, asking for the content of each key in turn.
    ///
    /// - Parameter read: gives what stands under the key, in the field's shape, or nil where the key is missing; it throws
    ///   its own error, with its own place, where something else stands there or a required key is missing.
    /// - Returns: nil where `read` gave nothing for a required key or content of another shape.
    public init?<Failure: Error>(
        _ kind: DomainKind, reading read: (DomainField) throws(Failure) -> DomainContent?
    ) throws(Failure) {
        var contents: [DomainContent?] = []
        for field in kind.fields { contents.append(try read(field)) }
        switch kind {
        case .float:
            guard let low = contents[0]?.number, let high = contents[1]?.number else { return nil }
            self = .float(low: low, high: high, scale: contents[2]?.scale ?? .linear, step: contents[3]?.number)
        case .int:
            guard let low = contents[0]?.integer, let high = contents[1]?.integer else { return nil }
            self = .int(low: low, high: high, scale: contents[2]?.scale ?? .linear, step: contents[3]?.integer)
        case .categorical:
            guard let values = contents[0]?.values else { return nil }
            self = .categorical(values)
        case .ordinal:
            guard let values = contents[0]?.values else { return nil }
            self = .ordinal(values, scale: contents[1]?.scale)
        case .fixed:
            guard let value = contents[0]?.value else { return nil }
            self = .fixed(value)
        case .permutation:
            guard let items = contents[0]?.values else { return nil }
            self = .permutation(items)
        }
    }
}
