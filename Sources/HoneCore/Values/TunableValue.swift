/// A Swift type whose values a parameter can have: `Double`, `Int`, `String`, `Bool`, and enums over one of them.
///
///     enum Activation: String, CaseIterable, TunableValue { case relu, gelu }
///
///     let parameter = Parameter.choice("activation", Activation.allCases)
///     let activation: Activation = try trial["activation"]
public protocol TunableValue: Sendable {
    /// The value as a configuration holds it.
    var parameterValue: ParameterValue { get }

    /// The value that a configuration holds; nil if it is of another type.
    init?(parameterValue: ParameterValue)
}

extension Double: TunableValue {
    /// The number, as a float.
    public var parameterValue: ParameterValue { .float(self) }

    /// Any number; an integer beyond 2^53 is none, because it would be rounded.
    public init?(parameterValue: ParameterValue) {
        switch parameterValue {
        case .float(let value): self = value
        case .int(let value):
            guard let exact = Double(exactly: value) else { return nil }
            self = exact
        case .string, .bool: return nil
        }
    }
}

extension Int: TunableValue {
    /// The number, as an integer.
    public var parameterValue: ParameterValue { .int(self) }

    /// An integer; a float is none, though it be whole.
    public init?(parameterValue: ParameterValue) {
        guard case .int(let value) = parameterValue else { return nil }
        self = value
    }
}

extension String: TunableValue {
    /// The text.
    public var parameterValue: ParameterValue { .string(self) }

    /// Text; a number is none.
    public init?(parameterValue: ParameterValue) {
        guard case .string(let value) = parameterValue else { return nil }
        self = value
    }
}

extension Bool: TunableValue {
    /// The truth value.
    public var parameterValue: ParameterValue { .bool(self) }

    /// A truth value.
    public init?(parameterValue: ParameterValue) {
        guard case .bool(let value) = parameterValue else { return nil }
        self = value
    }
}

extension TunableValue where Self: RawRepresentable, RawValue: TunableValue {
    /// The raw value, as a configuration holds it.
    public var parameterValue: ParameterValue { rawValue.parameterValue }

    /// The case of this raw value, if there is one.
    public init?(parameterValue: ParameterValue) {
        guard let raw = RawValue(parameterValue: parameterValue) else { return nil }
        self.init(rawValue: raw)
    }
}
