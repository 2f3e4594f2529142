import Foundation
import HoneNumerics

extension ExpectedHypervolume {
    /// The logarithm at a point where two processes are known with their slopes, and its derivatives by the coordinates.
    func slopes(_ here: [GaussianProcess.Slopes], columns: Int) -> (value: Double, slopes: [Double]) {
        let means = here.map(\.mean)
        let deviations = here.map { $0.variance.squareRoot() }
        let value = logarithm(means: means, deviations: deviations)
        // Where even the logarithm is an upper bound there is no hill to climb.
        guard value > -570 else { return (value, Array(repeating: 0, count: columns)) }
        // dψ / dmean = -Φ(z), dψ / ddeviation = φ(z).
        func rates(_ index: Int, _ edge: Double) -> (value: Double, byMean: Double, byDeviation: Double) {
            let z = (edge - means[index]) / deviations[index]
            return (
                ExpectedImprovement.value(mean: means[index], deviation: deviations[index], best: edge),
                -NormalDistribution.cumulative(z), NormalDistribution.density(z)
            )
        }
        var byMean = [0.0, 0.0]
        var byDeviation = [0.0, 0.0]
        var below = (value: 0.0, byMean: 0.0, byDeviation: 0.0)
        for (edge, ceiling) in zip(edges, ceilings) {
            let reach = rates(0, edge)
            let height = rates(1, ceiling)
            byMean[0] += (reach.byMean - below.byMean) * height.value
            byDeviation[0] += (reach.byDeviation - below.byDeviation) * height.value
            byMean[1] += (reach.value - below.value) * height.byMean
            byDeviation[1] += (reach.value - below.value) * height.byDeviation
            below = reach
        }
        let scale = exp(-value)
        var slopes = [Double](repeating: 0, count: columns)
        for index in 0..<2 {
            let byVariance = byDeviation[index] / (2 * deviations[index])
            for column in 0..<columns {
                let change =
                    byMean[index] * here[index].meanSlope[column] + byVariance * here[index].varianceSlope[column]
                slopes[column] += scale * change
            }
        }
        return (value, slopes)
    }
}
