import Foundation

/// Wilcoxon's signed rank test of paired differences (Wilcoxon, "Individual comparisons by ranking methods", 1945), zeros split
/// between the signs.
package enum SignedRankTest {
    /// The probability that the ranks of positive differences add up to as much as here or more if every sign is as likely as the
    /// other: small where the differences tend to be positive.
    ///
    /// Exact without ties and zeros up to 50 differences, and with them up to 13; beyond, a normal approximation with the
    /// variance corrected for ties (as scipy's `wilcoxon(alternative="greater", zero_method="zsplit")`).
    ///
    ///     SignedRankTest.probabilityOfMore([1, 2, 3])     // 0.125
    ///
    /// - Parameter differences: finite; 1 if there are none.
    package static func probabilityOfMore(_ differences: [Double]) -> Double {
        guard !differences.isEmpty else { return 1 }
        let (ranks, ties) = doubledRanks(differences.map(abs))
        var positive = 0  // Four times the sum of ranks.
        for (difference, rank) in zip(differences, ranks) {
            positive += difference > 0 ? 2 * rank : (difference == 0 ? rank : 0)
        }
        let isPlain = ties.allSatisfy { $0 == 1 } && !differences.contains(0)
        if differences.count <= (isPlain ? mostPlain : mostTied) {
            return exact(positive, ranks: zip(differences, ranks).map { ($1, $0 == 0) })
        }
        let n = Double(differences.count)
        let correction = ties.reduce(0) { $0 + Double($1 * $1 * $1 - $1) }
        let variance = (n * (n + 1) * (2 * n + 1) - correction / 2) / 24
        let z = (Double(positive) / 4 - n * (n + 1) / 4) / variance.squareRoot()
        return NormalDistribution.cumulative(-z)
    }

    private static let mostPlain = 50
    private static let mostTied = 13

    /// Twice the ranks from 1 on, equal values sharing their mean rank, which makes whole numbers of them; and how many share each.
    private static func doubledRanks(_ values: [Double]) -> (ranks: [Int], ties: [Int]) {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Int](repeating: 0, count: values.count)
        var ties: [Int] = []
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = start + end + 1 }
            ties.append(end - start)
            start = end
        }
        return (ranks, ties)
    }

    /// The share of the 2^n signs whose sum is at least the one observed, counted by adding one rank after the other.
    private static func exact(_ observed: Int, ranks: [(rank: Int, isZero: Bool)]) -> Double {
        // A zero has half its rank whatever its sign.
        let fixed = ranks.reduce(0) { $0 + ($1.isZero ? $1.rank : 0) }
        let open = ranks.filter { !$0.isZero }.map { 2 * $0.rank }
        var shares = [Double](repeating: 0, count: open.reduce(0, +) + 1)
        shares[0] = 1
        var highest = 0
        for rank in open {
            for sum in stride(from: highest, through: 0, by: -1) {
                let half = shares[sum] / 2
                shares[sum] = half
                shares[sum + rank] += half
            }
            highest += rank
        }
        let needed = observed - fixed
        guard needed > 0 else { return 1 }
        return needed < shares.count ? shares[needed...].reduce(0, +) : 0
    }
}
