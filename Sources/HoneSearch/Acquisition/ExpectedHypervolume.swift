import Foundation
import HoneNumerics

/// How much a candidate is expected to add to the hypervolume of a front of two objectives, both to be lowered, whose
/// predictions are independent (Emmerich, Deutz and Klinkenberg, "Hypervolume-based expected improvement", 2011; the sum over
/// strips is that of Yang et al., "Efficient computation of expected hypervolume improvement using box decomposition
/// algorithms", 2019, equation 13):
///
///     Σ_i (ψ₁(u_{i+1}) - ψ₁(u_i)) ψ₂(v_i),   ψ_j(t) = E[max(t - y_j, 0)]
///
/// u are the front's first values in rising order, ended by the reference's; v_i is the second value that strip i is free below.
package struct ExpectedHypervolume: Sendable {
    let edges: [Double]
    let ceilings: [Double]

    /// - Parameters:
    ///   - front: pairs of values; what does not lie within the reference, or is dominated, counts nothing.
    ///   - reference: values beyond which nothing is gained.
    package init(front: [[Double]], reference: [Double]) {
        let inside = front.filter { $0.count == 2 && $0[0] < reference[0] && $0[1] < reference[1] }
            .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
        var edges: [Double] = []
        var ceilings = [reference[1]]
        for point in inside where point[1] < ceilings[ceilings.count - 1] {
            edges.append(point[0])
            ceilings.append(point[1])
        }
        self.edges = edges + [reference[0]]
        self.ceilings = ceilings
    }

    /// Its logarithm for normal predictions. Where the value itself is below what a double tells apart, that of the largest
    /// strip's upper bound.
    ///
    /// - Parameters:
    ///   - means: of the two objectives.
    ///   - deviations: their standard deviations, above 0.
    package func logarithm(means: [Double], deviations: [Double]) -> Double {
        let value = value(means: means, deviations: deviations)
        if value > 1e-250 { return log(value) }
        return zip(edges, ceilings).map { edge, ceiling in
            ExpectedImprovement.logarithm(mean: means[0], deviation: deviations[0], best: edge)
                + ExpectedImprovement.logarithm(mean: means[1], deviation: deviations[1], best: ceiling)
        }.max() ?? -.infinity
    }

    /// The expected gain, never negative.
    package func value(means: [Double], deviations: [Double]) -> Double {
        var sum = 0.0
        var below = 0.0
        for (edge, ceiling) in zip(edges, ceilings) {
            let reach = ExpectedImprovement.value(mean: means[0], deviation: deviations[0], best: edge)
            sum +=
                max(reach - below, 0)
                * ExpectedImprovement.value(mean: means[1], deviation: deviations[1], best: ceiling)
            below = reach
        }
        return sum
    }
}
