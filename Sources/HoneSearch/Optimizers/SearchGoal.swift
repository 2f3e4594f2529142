import Foundation
import HoneCore
import HoneNumerics

/// What a search with processes ranks candidates by.
enum SearchGoal {
    /// Improvement on the lowest mean at a point that was tried, in scaled units.
    case improvement(best: Double)
    /// Gain in hypervolume of two objectives, in scaled units.
    case hypervolume(ExpectedHypervolume)
    /// Nothing that was tried keeps all bounds on metrics: first find what does.
    case feasibility
}

/// A process through how far trials were beyond a bound on a metric.
struct BoundSurrogate {
    var surrogate: MetricSurrogate
    /// The scaled excess below which a trial keeps the bound.
    var limit: Double

    init?(_ encoder: FeatureEncoder, points: Points, excesses: [Double]) {
        guard let surrogate = MetricSurrogate(encoder, points: points, values: excesses, isWarped: false) else {
            return nil
        }
        self.surrogate = surrogate
        limit = surrogate.units.scaled(0)
    }

    /// The logarithm of the probability that the bound is kept (Gardner et al. 2014, equation 7).
    func logProbability(_ points: Points) -> [Double] {
        let posterior = surrogate.process.predict(points)
        return posterior.means.indices.map {
            NormalDistribution.logCumulative((limit - posterior.means[$0]) / posterior.variances[$0].squareRoot())
        }
    }

    /// The same at one row, with its derivatives by the coordinates.
    func logProbability(at row: [Double]) -> (value: Double, slopes: [Double]) {
        let here = surrogate.process.slopes(at: row, terms: [1])
        let deviation = here.variance.squareRoot()
        let z = (limit - here.mean) / deviation
        let value = NormalDistribution.logCumulative(z)
        let rate = exp(-0.5 * z * z - 0.5 * log(2 * .pi) - value)
        return (
            value,
            here.meanSlope.indices.map { index in
                rate * (-here.meanSlope[index] / deviation - 0.5 * z * here.varianceSlope[index] / here.variance)
            }
        )
    }
}
