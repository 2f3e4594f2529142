/// The ways to write a parameter, one for each kind of domain.
///
///     let parameters: [Parameter] = [
///         .float("lr", 1e-5...1e-1, scale: .log, default: 1e-3),
///         .int("layers", 1...8),
///         .choice("optimizer", ["adam", "sgd"]),
///         .float("momentum", 0...0.99, if: [.when("optimizer", is: "sgd")]),
///         .ordinal("width", [16, 32, 64]),
///         .flag("bias"),
///     ]
extension Parameter {
    /// A number from a range, both ends included.
    ///
    /// - Parameters:
    ///   - scale: how the range is measured; on `.log` its lower end is above 0.
    ///   - step: where given, the values are the lower end and every further step from there.
    ///   - default: what the first trial takes.
    ///   - conditions: when the parameter is active; all of them must hold, none means always.
    public static func float(
        _ name: String, _ range: ClosedRange<Double>, scale: Scale = .linear, step: Double? = nil,
        default defaultValue: Double? = nil, if conditions: [Condition] = []
    ) -> Parameter {
        Parameter(
            name, .float(low: range.lowerBound, high: range.upperBound, scale: scale, step: step),
            default: defaultValue.map(ParameterValue.float), if: conditions)
    }

    /// An integer from a range, both ends included.
    ///
    /// - Parameters:
    ///   - scale: how the range is measured; on `.log` its lower end is above 0.
    ///   - step: where given, the values are the lower end and every further step from there.
    ///   - default: what the first trial takes.
    ///   - conditions: when the parameter is active; all of them must hold, none means always.
    public static func int(
        _ name: String, _ range: ClosedRange<Int>, scale: Scale = .linear, step: Int? = nil,
        default defaultValue: Int? = nil, if conditions: [Condition] = []
    ) -> Parameter {
        Parameter(
            name, .int(low: range.lowerBound, high: range.upperBound, scale: scale, step: step),
            default: defaultValue.map(ParameterValue.int), if: conditions)
    }

    /// One of several choices without an order, of one Swift type.
    public static func choice<Value: TunableValue>(
        _ name: String, _ choices: [Value], default defaultValue: Value? = nil, if conditions: [Condition] = []
    ) -> Parameter {
        choice(name, choices.map(\.parameterValue), default: defaultValue?.parameterValue, if: conditions)
    }

    /// One of several choices without an order, of any types: `["auto", 0.5]`.
    public static func choice(
        _ name: String, _ choices: [ParameterValue], default defaultValue: ParameterValue? = nil,
        if conditions: [Condition] = []
    ) -> Parameter {
        Parameter(name, .categorical(choices), default: defaultValue, if: conditions)
    }

    /// One of several values in an order.
    ///
    /// - Parameter scale: where the values are numbers, how far apart they are for the optimiser; without one they are
    ///   evenly spaced.
    public static func ordinal<Value: TunableValue>(
        _ name: String, _ values: [Value], scale: Scale? = nil, default defaultValue: Value? = nil,
        if conditions: [Condition] = []
    ) -> Parameter {
        Parameter(
            name, .ordinal(values.map(\.parameterValue), scale: scale), default: defaultValue?.parameterValue,
            if: conditions)
    }

    /// `false` or `true`.
    public static func flag(
        _ name: String, default defaultValue: Bool? = nil, if conditions: [Condition] = []
    ) -> Parameter {
        choice(name, [false, true], default: defaultValue, if: conditions)
    }

    /// All of some things in an order: a value is their texts with commas between them, which `Configuration.order` takes apart.
    ///
    ///     .permutation("stages", ["resize", "crop", "flip"])
    public static func permutation<Value: TunableValue>(
        _ name: String, _ items: [Value], default defaultValue: [Value]? = nil, if conditions: [Condition] = []
    ) -> Parameter {
        let domain = Domain.permutation(items.map(\.parameterValue))
        let value = defaultValue.map { items in
            ParameterValue.string(items.map(\.parameterValue.description).joined(separator: ","))
        }
        return Parameter(name, domain, default: value, if: conditions)
    }

    /// The parameter with a line that says what it does: `.float("lr", 1e-5...1e-1).describe("step size of Adam")`.
    public func describe(_ meaning: String) -> Parameter {
        var parameter = self
        parameter.meaning = meaning
        return parameter
    }

    /// One value that every trial gets.
    public static func fixed(
        _ name: String, _ value: some TunableValue, if conditions: [Condition] = []
    ) -> Parameter {
        Parameter(name, .fixed(value.parameterValue), if: conditions)
    }
}

extension Condition {
    /// The parent is active and has one of the values: `.when("optimizer", is: "sgd", "nesterov")`.
    public static func when(_ parent: String, is values: ParameterValue...) -> Condition {
        Condition(parent: parent, values: values)
    }
}
