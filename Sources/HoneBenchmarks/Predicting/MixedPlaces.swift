import HoneSearch

/// Several forecasts of places, each with its weight.
struct MixedPlaces: OutcomeForecast {
    private let parts: [(weight: Double, forecast: any OutcomeForecast)]
    let count: Int

    /// Steps in which an expected place is added up.
    private static let steps = 64

    /// - Parameter parts: weights of sum 1, and forecasts of as many configurations.
    init(_ parts: [(Double, any OutcomeForecast)], count: Int) {
        self.parts = parts.map { (weight: $0.0, forecast: $0.1) }
        self.count = count
    }

    func cumulative(_ value: Double, of index: Int) -> Double {
        parts.reduce(0) { $0 + $1.weight * $1.forecast.cumulative(value, of: index) }
    }

    /// The expected place, ∫ (1 - F(p)) dp: the parts' own expectations may have different units.
    func expectation(of index: Int) -> Double {
        (0..<Self.steps).reduce(0.0) { sum, step in
            sum + (1 - cumulative((Double(step) + 0.5) / Double(Self.steps), of: index)) / Double(Self.steps)
        }
    }
}
