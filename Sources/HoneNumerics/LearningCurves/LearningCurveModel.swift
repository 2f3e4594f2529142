import Foundation

/// What a learning curve will come to, with its uncertainty: an average over shapes of curves by how well each explains what was seen.
///
/// Each shape φ gives a linear regression y(t) = level + height · φ(t) + ε(t) with a normal-inverse-gamma prior, whose evidence and
/// predictive Student distribution are known in closed form (Gelman et al., "Bayesian Data Analysis", 3rd edition, 2013, section
/// 14.2; O'Hagan, "Kendall's Advanced Theory of Statistics 2B", 1994, chapter 9), so that the average needs no sampling.
///
///     let model = LearningCurveModel(steps: [1, 2, 3, 4], values: [0.9, 0.6, 0.5, 0.44], last: 20)
///     let forecast = model?.prediction(at: 20)        // a mean and a deviation
package struct LearningCurveModel: Sendable {
    private let fits: [CurveFit]
    /// Each fit's posterior probability.
    private let weights: [Double]

    /// - Parameters:
    ///   - steps: at least 1, in rising order.
    ///   - values: one a step, finite; of either sign and direction.
    ///   - last: the last step that will be asked for.
    ///   - scale: how far the ends of different curves lie from each other, if that is known.
    /// - Returns: nil for fewer than two values, or values without an end.
    package init?(steps: [Int], values: [Double], last: Int, scale: Double? = nil) {
        guard steps.count == values.count, steps.count >= 2, values.allSatisfy(\.isFinite), let first = steps.first,
            first >= 1, let low = values.min(), let high = values.max(), (high - low).isFinite
        else { return nil }
        let unit = max(high - low, scale ?? 0, 1e-6 * max(abs(low), abs(high)), 1e-12)
        // Of long curves a few reports, the ends included, say nearly as much as all.
        let places =
            steps.count <= Self.mostReports
            ? Array(steps.indices)
            : (0..<Self.mostReports).map { $0 * (steps.count - 1) / (Self.mostReports - 1) }
        let reached = places.map { Double(steps[$0]) }
        let seen = places.map { values[$0] }
        let start = Double(first)
        let shapes = CurveShape.all(first: start, last: max(Double(last), reached[reached.count - 1]))
        var fits: [CurveFit] = []
        for walk in Self.walks {
            guard let noise = CurveNoise(walk: walk, steps: reached) else { return nil }
            fits += shapes.map {
                CurveFit($0, noise: noise, first: start, steps: reached, values: seen, unit: unit)
            }
        }
        let best = fits.map(\.logEvidence).max() ?? 0
        guard best.isFinite else { return nil }
        let odds = fits.map { exp($0.logEvidence - best) }
        let total = odds.reduce(0, +)
        self.fits = fits
        weights = odds.map { $0 / total }
    }

    private static let mostReports = 50
    /// How far a curve may wander from its shape, beside its noise.
    private static let walks = [0.3, 3, 30]

    /// What the curve will be at a step.
    package func prediction(at step: Int) -> CurvePrediction {
        CurvePrediction(parts: fits.map { $0.prediction(at: Double(step)) }, weights: weights)
    }
}

/// A mixture of Student distributions.
package struct CurvePrediction: Sendable {
    struct Part: Sendable {
        let center: Double
        let scale: Double
        let freedom: Double
    }

    let parts: [Part]
    let weights: [Double]

    /// The expected value.
    package var mean: Double { zip(parts, weights).reduce(0) { $0 + $1.0.center * $1.1 } }

    /// The standard deviation.
    package var deviation: Double {
        let mean = mean
        let variance = zip(parts, weights).reduce(0.0) { sum, entry in
            let (part, weight) = entry
            let own = part.scale * part.scale * part.freedom / (part.freedom - 2)
            return sum + weight * (own + (part.center - mean) * (part.center - mean))
        }
        return variance.squareRoot()
    }

    /// The probability that the value is below a limit.
    package func probability(below limit: Double) -> Double {
        zip(parts, weights).reduce(0) { sum, entry in
            guard entry.1 > 1e-9 else { return sum }
            let t = (limit - entry.0.center) / entry.0.scale
            return sum + entry.1 * StudentDistribution.cumulative(t, freedom: entry.0.freedom)
        }
    }
}
