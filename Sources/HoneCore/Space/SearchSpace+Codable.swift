// The coded form of a parameter is the one of study.yaml, so that a stored description reads like the file that made it.

/// The keys of a coded parameter: its own, and those of its domain's kind.
private struct ParameterKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(_ field: DomainField) { stringValue = field.key }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }

    static let name = ParameterKey("name")
    static let type = ParameterKey("type")
    static let defaultValue = ParameterKey("default")
    static let conditions = ParameterKey("if")
    static let meaning = ParameterKey("describe")
}

extension Parameter: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: ParameterKey.self)
        name = try container.decode(String.self, forKey: .name)
        let type = try container.decode(String.self, forKey: .type)
        guard let kind = DomainKind(rawValue: type) else {
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: container, debugDescription: "\(type) is not a type of a parameter")
        }
        let read = try Domain(kind) { field in try container.content(of: field) }
        guard let read else {
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: container, debugDescription: "a key of the \(type) parameter \(name) is missing")
        }
        domain = read
        // A whole number in JSON may be an int where the domain means floats; the domain knows better.
        let written = try container.decodeIfPresent(ParameterValue.self, forKey: .defaultValue)
        defaultValue = written.map { read.canonical($0) ?? $0 }
        conditions = try container.decodeIfPresent([Condition].self, forKey: .conditions) ?? []
        meaning = try container.decodeIfPresent(String.self, forKey: .meaning)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: ParameterKey.self)
        try container.encode(name, forKey: .name)
        try container.encode(domain.kind.rawValue, forKey: .type)
        for (field, content) in domain.writtenForm {
            let key = ParameterKey(field)
            switch content {
            case .number(let number): try container.encode(number, forKey: key)
            case .integer(let integer): try container.encode(integer, forKey: key)
            case .scale(let scale): try container.encode(scale, forKey: key)
            case .values(let values): try container.encode(values, forKey: key)
            case .value(let value): try container.encode(value, forKey: key)
            }
        }
        try container.encodeIfPresent(defaultValue, forKey: .defaultValue)
        if !conditions.isEmpty { try container.encode(conditions, forKey: .conditions) }
        try container.encodeIfPresent(meaning, forKey: .meaning)
    }
}

extension KeyedDecodingContainer<ParameterKey> {
    fileprivate func content(of field: DomainField) throws -> DomainContent? {
        let key = ParameterKey(field)
        guard field.presence == .required || contains(key), try !decodeNil(forKey: key) else { return nil }
        switch field.shape {
        case .number: return .number(try decode(Double.self, forKey: key))
        case .integer: return .integer(try decode(Int.self, forKey: key))
        case .scale: return .scale(try decode(Scale.self, forKey: key))
        case .values: return .values(try decode([ParameterValue].self, forKey: key))
        case .value: return .value(try decode(ParameterValue.self, forKey: key))
        }
    }
}

extension SearchSpace: Codable {
    enum CodingKeys: CodingKey { case parameters, constraints, mixtures }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let sources = try container.decodeIfPresent([String].self, forKey: .constraints) ?? []
        let parameters = try container.decode([Parameter].self, forKey: .parameters)
        let names = Set(parameters.map(\.name))
        try self.init(
            parameters, constraints: try sources.map { try Constraint(parsing: $0, knowing: names) },
            mixtures: try container.decodeIfPresent([Mixture].self, forKey: .mixtures) ?? [])
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(parameters, forKey: .parameters)
        if !constraints.isEmpty { try container.encode(constraints.map(\.source), forKey: .constraints) }
        if !mixtures.isEmpty { try container.encode(mixtures, forKey: .mixtures) }
    }
}
