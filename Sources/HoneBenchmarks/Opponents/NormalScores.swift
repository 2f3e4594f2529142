import Foundation
import HoneNumerics

/// Values by their ranks, as quantiles of the standard normal distribution: what is comparable between tasks whose results differ
/// in level, scale and shape (Salinas, Shen and Perrone, "A quantile-based approach for hyperparameter transfer learning", 2020,
/// section 4.1). Equal values share the mean of their ranks.
package enum NormalScores {
    package static func of(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var scores = values
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            let rank = Double(start + end) / 2
            let score = NormalDistribution.quantile(winsorised(rank / Double(values.count), values.count))
            for place in start..<end { scores[order[place]] = score }
            start = end
        }
        return scores
    }

    /// Keeps a share away from 0 and 1 (equation 3 there, after Liu, Lafferty and Wasserman 2009).
    private static func winsorised(_ share: Double, _ count: Int) -> Double {
        let n = Double(max(count, 2))
        let margin = 1 / (4 * pow(n, 0.25) * (Double.pi * log(n)).squareRoot())
        return min(max(share, margin), 1 - margin)
    }
}
