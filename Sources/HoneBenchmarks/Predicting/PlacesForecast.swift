import Foundation
import HoneSearch

/// A forecast of results, up to level and unit, as one of places: of the share of all configurations that are better.
///
/// A configuration whose result is y stands where the mean of all configurations' distributions puts y. These are the configurations
/// alone, none of their results.
struct PlacesForecast: OutcomeForecast {
    private let forecast: any OutcomeForecast
    /// Results with an even share of all configurations between them.
    private let results: [Double]

    private static let levels = 256
    private static let halvings = 50
    /// Part of the expected results' spread within which results are told apart evenly; beyond it, by their ratio.
    private static let nearness = 1e-6
    private static let resolution = 1e-7
    private static let farthest = 1e30

    /// - Parameter forecast: of configurations that stand for all.
    init(_ forecast: any OutcomeForecast) {
        self.forecast = forecast
        let count = forecast.count
        let expected = (0..<count).map(forecast.expectation)
        func share(_ value: Double) -> Double {
            (0..<count).reduce(0) { $0 + forecast.cumulative(value, of: $1) } / Double(max(1, count))
        }
        var low = expected.min() ?? 0
        var high = expected.max() ?? 1
        var reach = max(high - low, 1e-9)
        let unit = Self.nearness * reach
        while share(low) > 1e-4, reach < Self.farthest {
            low -= reach
            reach *= 2
        }
        reach = max(high - low, 1e-9)
        while share(high) < 1 - 1e-4, reach < Self.farthest {
            high += reach
            reach *= 2
        }
        // Some hypotheses reach very far: halved evenly, all places would lie in one piece of what is left. So far from the middle it
        // is the logarithm that is halved.
        let center = count == 0 ? 0 : expected.sorted()[count / 2]
        func coded(_ value: Double) -> Double { asinh((value - center) / unit) }
        func value(_ code: Double) -> Double { center + unit * sinh(code) }
        var start = coded(low)
        let end = coded(high)
        results = (0...Self.levels).map { step in
            let level = Double(step) / Double(Self.levels)
            var (below, above) = (start, end)
            for _ in 0..<Self.halvings where above - below > Self.resolution {
                let middle = (below + above) / 2
                if share(value(middle)) < level { below = middle } else { above = middle }
            }
            start = below
            return value((below + above) / 2)
        }
    }

    var count: Int { forecast.count }

    func cumulative(_ place: Double, of index: Int) -> Double {
        guard place > 0 else { return 0 }
        guard place < 1 else { return 1 }
        let position = place * Double(Self.levels)
        let step = min(Int(position), Self.levels - 1)
        let result = results[step] + (position - Double(step)) * (results[step + 1] - results[step])
        return forecast.cumulative(result, of: index)
    }

    /// The expected result, which orders as places do.
    func expectation(of index: Int) -> Double { forecast.expectation(of: index) }
}

/// Nothing is known: every place is as likely.
struct UniformForecast: OutcomeForecast {
    let count: Int
    func cumulative(_ value: Double, of index: Int) -> Double { min(max(value, 0), 1) }
    func expectation(of index: Int) -> Double { 0.5 }
}

/// A forecast of a metric that ends somewhere: what lies beyond an end lies at it.
struct BoundedForecast: OutcomeForecast {
    let forecast: any OutcomeForecast
    let low: Double
    let high: Double

    var count: Int { forecast.count }

    func cumulative(_ value: Double, of index: Int) -> Double {
        if value < low { return 0 }
        return value >= high ? 1 : forecast.cumulative(value, of: index)
    }

    func expectation(of index: Int) -> Double { min(max(forecast.expectation(of: index), low), high) }
}
