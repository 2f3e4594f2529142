// The coded form of a parameter is the one of study.yaml, so that a stored description reads like the file that made it.

extension Parameter: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, type, low, high, scale, step, choices, values, value
        case defaultValue = "default"
        case conditions = "if"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        let type = try container.decode(String.self, forKey: .type)
        switch type {
        case "float":
            domain = .float(
                low: try container.decode(Double.self, forKey: .low),
                high: try container.decode(Double.self, forKey: .high),
                scale: try container.decodeIfPresent(Scale.self, forKey: .scale) ?? .linear,
                step: try container.decodeIfPresent(Double.self, forKey: .step))
        case "int":
            domain = .int(
                low: try container.decode(Int.self, forKey: .low), high: try container.decode(Int.self, forKey: .high),
                scale: try container.decodeIfPresent(Scale.self, forKey: .scale) ?? .linear,
                step: try container.decodeIfPresent(Int.self, forKey: .step))
        case "categorical": domain = .categorical(try container.decode([ParameterValue].self, forKey: .choices))
        case "ordinal":
            domain = .ordinal(
                try container.decode([ParameterValue].self, forKey: .values),
                scale: try container.decodeIfPresent(Scale.self, forKey: .scale))
        case "fixed": domain = .fixed(try container.decode(ParameterValue.self, forKey: .value))
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: container, debugDescription: "\(type) is not a type of a parameter")
        }
        // A whole number in JSON is an int; the domain knows better.
        let written = try container.decodeIfPresent(ParameterValue.self, forKey: .defaultValue)
        if let written { defaultValue = domain.canonical(written) ?? written } else { defaultValue = nil }
        conditions = try container.decodeIfPresent([Condition].self, forKey: .conditions) ?? []
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        switch domain {
        case .float(let low, let high, let scale, let step):
            try container.encode("float", forKey: .type)
            try container.encode(low, forKey: .low)
            try container.encode(high, forKey: .high)
            if scale == .log { try container.encode(scale, forKey: .scale) }
            try container.encodeIfPresent(step, forKey: .step)
        case .int(let low, let high, let scale, let step):
            try container.encode("int", forKey: .type)
            try container.encode(low, forKey: .low)
            try container.encode(high, forKey: .high)
            if scale == .log { try container.encode(scale, forKey: .scale) }
            try container.encodeIfPresent(step, forKey: .step)
        case .categorical(let values):
            try container.encode("categorical", forKey: .type)
            try container.encode(values, forKey: .choices)
        case .ordinal(let values, let scale):
            try container.encode("ordinal", forKey: .type)
            try container.encode(values, forKey: .values)
            try container.encodeIfPresent(scale, forKey: .scale)
        case .fixed(let value):
            try container.encode("fixed", forKey: .type)
            try container.encode(value, forKey: .value)
        }
        try container.encodeIfPresent(defaultValue, forKey: .defaultValue)
        if !conditions.isEmpty { try container.encode(conditions, forKey: .conditions) }
    }
}

extension SearchSpace: Codable {
    enum CodingKeys: CodingKey { case parameters, constraints }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let sources = try container.decodeIfPresent([String].self, forKey: .constraints) ?? []
        try self.init(
            try container.decode([Parameter].self, forKey: .parameters),
            constraints: try sources.map { try Constraint(parsing: $0) })
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(parameters, forKey: .parameters)
        if !constraints.isEmpty { try container.encode(constraints.map(\.source), forKey: .constraints) }
    }
}
