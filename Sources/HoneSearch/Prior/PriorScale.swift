import Foundation
import HoneCore

/// From quantiles to the objective's own scale: the shape of the objective's distribution in past tasks like the study, and
/// what is believed of its unit in the study.
package struct PriorScale: Sendable, Hashable {
    /// Mean of the quantile function within each bin of a density, median at 0, in units of the scale.
    package let shape: [Double]
    /// Variance of the quantile function within each bin.
    package let variances: [Double]
    /// The unit's logarithm; nil where no past task has the study's metric, so that only the study's own values can tell.
    package let logScale: FamilySummary.Spread?
    /// The minimised objective's median, under the same condition.
    package let level: FamilySummary.Spread?
    /// The family that the study is nearest to, if it is near enough to say something.
    package let family: FamilySummary?
    /// The nearest family's name, and how far away it is (0...1).
    package let nearest: String?
    package let distance: Double

    /// Beyond this distance a family says nothing of a study's objective.
    package static let farthest = 0.5

    package init(_ study: StudyDescription, families: [FamilySummary], bins: Int) {
        let measured = families.map { ($0, 1 - ProgramMatch(study, $0).likeness) }
        let best = measured.min { ($0.1, $0.0.family, -$0.0.trials) < ($1.1, $1.0.family, -$1.0.trials) }
        distance = best?.1 ?? 1
        nearest = best?.0.family
        if let (family, distance) = best, distance <= Self.farthest {
            self.family = family
            (shape, variances) = Self.binned(family.shape, bins)
            let isSameMetric = family.transform == nil && MetricName.areSame(family.objective, study.objective)
            logScale = isSameMetric ? family.logScale : nil
            level = isSameMetric ? family.level : nil
        } else {
            family = nil
            (shape, variances) = Self.binned(Self.meanShape(families), bins)
            logScale = nil
            level = nil
        }
    }

    /// A density in the objective's own units; nil where these are unknown.
    package func prediction(of density: QuantileDensity, for objective: Objective) -> Prediction? {
        guard let logScale, let level else { return nil }
        let unit = exp(logScale.mean)
        let score = PriorScore(density, scale: self)
        let spread = (score.deviation * score.deviation * unit * unit + level.deviation * level.deviation).squareRoot()
        func value(_ probability: Double) -> Double {
            let place = density.quantile(probability) * Double(shape.count) - 0.5
            let index = min(max(Int(place), 0), max(0, shape.count - 2))
            let next = min(index + 1, shape.count - 1)
            return shape[index] + min(max(place - Double(index), 0), 1) * (shape[next] - shape[index])
        }
        let center = level.mean + unit * score.mean
        // The interval of the place, widened by how much levels differ between tasks.
        let tail = (1 - Prediction.coverage) / 2
        let widening = score.deviation > 0 ? spread / (score.deviation * unit) : 1
        let ends = [tail, 1 - tail].map { objective.minimized(center + widening * unit * (value($0) - score.mean)) }
        let prediction = Prediction(
            mean: objective.minimized(center), standardDeviation: spread, low: ends.min() ?? center,
            high: ends.max() ?? center)
        return MetricBounds(objective, values: []).clamped(prediction)
    }

    /// Without any family: places rise evenly, the 5 % quantile one unit below the median.
    private static func meanShape(_ families: [FamilySummary]) -> [Double] {
        guard let first = families.first else {
            return (0..<FamilySummary.shapePoints).map {
                ((Double($0) + 0.5) / Double(FamilySummary.shapePoints) - 0.5) / 0.45
            }
        }
        return first.shape.indices.map { point in
            families.reduce(0) { $0 + ($1.shape.count > point ? $1.shape[point] : 0) } / Double(families.count)
        }
    }

    private static func binned(_ shape: [Double], _ bins: Int) -> (means: [Double], variances: [Double]) {
        var means: [Double] = []
        var variances: [Double] = []
        for bin in 0..<bins {
            let first = min(bin * shape.count / bins, shape.count - 1)
            let last = min(max(first + 1, (bin + 1) * shape.count / bins), shape.count)
            let spread = FamilySummary.Spread(of: Array(shape[first..<last]))
            means.append(spread.mean)
            variances.append(spread.deviation * spread.deviation)
        }
        return (means, variances)
    }
}
