/// A named parameter: its domain, the value to try first, and when it exists at all.
public struct Parameter: Sendable, Hashable {
    /// Letters, digits, `_`, `-` and `.`.
    public var name: String
    /// The values that it can take.
    public var domain: Domain
    /// A value that the first trial takes, whatever the optimiser.
    public var defaultValue: ParameterValue?
    /// The parents' values under which the parameter is active; empty means always. All of them must hold.
    public var conditions: [Condition]
    /// What the parameter does, in a line of the user's (`describe` in files and flags); nil where nobody said. It changes
    /// neither the configurations nor what a trial is worth.
    public var meaning: String?

    /// A parameter of any domain; `Parameter.float` and its like are shorter.
    public init(
        _ name: String, _ domain: Domain, default defaultValue: ParameterValue? = nil, if conditions: [Condition] = [],
        meaning: String? = nil
    ) {
        self.name = name
        self.domain = domain
        self.defaultValue = defaultValue
        self.conditions = conditions
        self.meaning = meaning
    }

    /// The name in a trial's environment: `HONE_PARAM_` and the name in capitals, with `_` for every other character.
    public var environmentName: String {
        "HONE_PARAM_" + String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}

/// `parent` has one of `values`.
public struct Condition: Sendable, Hashable, Codable {
    /// The name of the parameter that decides.
    public var parent: String
    /// The values of the parent under which the condition holds.
    public var values: [ParameterValue]

    /// `parent` has one of `values`.
    public init(parent: String, values: [ParameterValue]) {
        self.parent = parent
        self.values = values
    }

    /// Whether the condition holds: the parent is active in the configuration and has one of the values.
    public func holds(in configuration: Configuration) -> Bool {
        guard let value = configuration[parent] else { return false }
        return values.contains { $0 == value || ($0.number != nil && $0.number == value.number) }
    }
}
