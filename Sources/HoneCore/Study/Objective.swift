/// A metric and the direction in which it is good.
public struct Objective: Sendable, Hashable {
    /// Whether low or high values are good.
    public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
        /// Low values are good.
        case minimize
        /// High values are good.
        case maximize
    }

    /// Which of a trial's step reports counts when the program gave no final value.
    public enum StepValue: String, Sendable, Hashable, Codable, CaseIterable {
        /// That of the last step.
        case last
        /// The best of all steps.
        case best
    }

    /// The name under which the value is reported.
    public var metric: String
    /// Whether low or high values are good.
    public var direction: Direction
    /// Which step counts where only steps were reported.
    public var stepValue: StepValue

    /// `Objective(.minimize, "loss")`.
    public init(_ direction: Direction, _ metric: String, stepValue: StepValue = .last) {
        self.metric = metric
        self.direction = direction
        self.stepValue = stepValue
    }

    /// Whether `a` is a better value than `b`.
    public func isBetter(_ a: Double, than b: Double) -> Bool { direction == .minimize ? a < b : a > b }

    /// The value with its sign turned so that lower is better.
    public func minimized(_ value: Double) -> Double { direction == .minimize ? value : -value }
}

extension Objective: Codable {
    enum CodingKeys: String, CodingKey { case minimize, maximize, value }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let stepValue = try container.decodeIfPresent(StepValue.self, forKey: .value) ?? .last
        if let metric = try container.decodeIfPresent(String.self, forKey: .minimize) {
            self.init(.minimize, metric, stepValue: stepValue)
        } else {
            self.init(.maximize, try container.decode(String.self, forKey: .maximize), stepValue: stepValue)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(metric, forKey: direction == .minimize ? .minimize : .maximize)
        if stepValue != .last { try container.encode(stepValue, forKey: .value) }
    }
}
