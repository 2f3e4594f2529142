import HoneNumerics

extension GaussianProcess {
    /// The candidates that a score ranks highest, without the variances of those that cannot be among them.
    ///
    /// What some of the observations leave of a candidate's variance is no less than what all of them leave, so where a score never
    /// falls with the variance (the logarithm of expected improvement), the mean and that much variance bound it from above. Variances
    /// are worked out from the highest bound down, until no bound is above the scores that are known. The result is that of
    /// `predict`, to the last bit of a sum's order.
    ///
    /// - Parameters:
    ///   - count: how many are wanted.
    ///   - isOpen: whether a candidate may be among them; asked of few.
    ///   - score: of mean and variance; must not fall with the variance.
    /// - Returns: the highest first; of equals the earlier first.
    /// - Complexity: O(candidates * n) and O(n²) for each whose variance is needed.
    package func leaders(
        _ count: Int, of candidates: Points, where isOpen: (Int) -> Bool,
        by score: (_ index: Int, _ mean: Double, _ variance: Double) -> Double
    ) -> [(index: Int, score: Double)] {
        let known = points.count
        guard known > Self.fewestToBound, candidates.count > count + Self.leaderBlock else {
            let posterior = predict(candidates)
            let scores = posterior.means.indices.map { score($0, posterior.means[$0], posterior.variances[$0]) }
            return Array(
                scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }.lazy.filter(isOpen).prefix(count).map {
                    (index: $0, score: scores[$0])
                })
        }
        let rough = predict(candidates, variancesBy: max(known / Self.boundingShare, Self.leastBounding))
        let bounds = rough.means.indices.map { score($0, rough.means[$0], rough.variances[$0]) }
        let order = bounds.indices.sorted { (-bounds[$0], $0) < (-bounds[$1], $1) }
        var leaders: [(index: Int, score: Double)] = []
        var start = 0
        while start < order.count {
            if leaders.count == count, let last = leaders.last, bounds[order[start]] < last.score { break }
            let block = Array(order[start..<min(start + Self.leaderBlock, order.count)])
            let posterior = predict(candidates.selecting(block))
            for (place, index) in block.enumerated() {
                let value = score(index, posterior.means[place], posterior.variances[place])
                if leaders.count == count, let last = leaders.last, (-value, index) >= (-last.score, last.index) {
                    continue
                }
                guard isOpen(index) else { continue }
                let rank = leaders.firstIndex { (-value, index) < (-$0.score, $0.index) } ?? leaders.count
                leaders.insert((index, value), at: rank)
                if leaders.count > count { leaders.removeLast() }
            }
            start += block.count
        }
        return leaders
    }

    /// Observations from which bounds save more than they cost.
    private static let fewestToBound = 64
    /// The part of the observations, and the least number, that variances are bounded by.
    private static let boundingShare = 4
    private static let leastBounding = 32
    /// Candidates whose variances are worked out at a time.
    private static let leaderBlock = 64

    /// Means of the function where it was observed: what was told less the part that passes for noise, (K - σ²) K⁻¹ y = y - σ² K⁻¹ y.
    ///
    /// - Complexity: O(n), where `predict` takes O(n³).
    package var meansAtPoints: [Double] {
        let noise = noise + factor.jitter
        return targets.indices.map { targets[$0] - noise * weights[$0] }
    }
}
