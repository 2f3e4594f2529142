import HoneNumerics

/// The tree-structured Parzen estimator's answer for parameters that are active together: where good trials are dense and others
/// are not.
struct DensityRatio: Sendable {
    let good: ParzenEstimator
    let others: ParzenEstimator

    /// - Parameter dimensions: places of the parameters' dimensions in the table.
    init(_ table: TrialTable, _ split: TrialSplit, dimensions: [Int]) {
        let kinds = dimensions.map { table.dimensions[$0] }
        func estimator(_ rows: [Int], isUniform: Bool) -> ParzenEstimator {
            let (columns, orders) = table.observations(rows, dimensions)
            return ParzenEstimator(kinds, columns: columns, orders: orders, isUniform: isUniform)
        }
        good = estimator(split.good, isUniform: table.hasSeveralObjectives)
        others = estimator(split.others, isUniform: false)
    }

    /// Points drawn where good trials are dense, those with the highest ratio of densities first: the expected improvement rises
    /// with it (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter optimization", 2011, equation 6).
    func candidates(_ count: Int, using generator: inout SeededGenerator) -> [(point: [Double], score: Double)] {
        let points = good.sample(count, using: &generator)
        let scores = zip(good.logDensities(points), others.logDensities(points)).map { $0 - $1 }
        let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
        return order.map { index in (points.map { $0[index] }, scores[index]) }
    }
}
