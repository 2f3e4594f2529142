import HoneCore

// How numbers look to people: values of metrics with four significant digits, everything else with three.

extension ParameterValue {
    /// The value for a table; exact ones are what programs are given.
    var shortText: String {
        switch self {
        case .float(let number): number.formatted(significantDigits: 3)
        case .int(let number): String(number)
        case .string(let text): text.shortened(to: 24)
        case .bool(let truth): truth ? "true" : "false"
        }
    }
}

extension Double {
    /// A metric's value: `0.0243`.
    var metricText: String { formatted(significantDigits: 4) }

    /// Seconds as `m:ss`; what no study lasts is cut at some three hundred years.
    var clockText: String { Duration.seconds(min(max(0, isFinite ? self : 0), 1e10)).clockText }
}

extension Prediction {
    /// `0.027 [.022 .036]`: mean and the central interval.
    var shortText: String {
        "\(mean.formatted(significantDigits: 3)) [\(Self.tight(low)) \(Self.tight(high))]"
    }

    private static func tight(_ number: Double) -> String {
        let text = number.formatted(significantDigits: 2)
        if text.hasPrefix("0.") { return String(text.dropFirst()) }
        return text.hasPrefix("-0.") ? "-" + text.dropFirst(2) : text
    }
}

extension Configuration {
    /// `lr 0.0031  width 128` in the space's order.
    func shortText(in space: SearchSpace) -> String {
        space.parameters.compactMap { parameter in
            self[parameter.name].map { "\(parameter.name) \($0.shortText)" }
        }.joined(separator: "  ")
    }
}
