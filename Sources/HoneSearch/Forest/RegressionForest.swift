import HoneNumerics

/// A random forest: trees grown on random repeats of the observations, whose disagreement says how little is known.
///
///     let forest = RegressionForest(encoder.columns, rows: rows, targets: values, using: &generator)
///     let (mean, variance) = forest.predict(encoder.row(configuration))
///
/// Sources: Breiman, "Random forests", 2001; variance by the law of total variance and thresholds at random between two values:
/// Hutter, Xu, Hoos and Leyton-Brown, "Algorithm runtime prediction: methods and evaluation", 2014, sections 4.3.1 and 4.3.2; settings of
/// SMAC3 (Lindauer et al., 2022). A row without a value goes where that explains most, at each question.
package struct RegressionForest: Sendable {
    private let trees: [RegressionTree]
    private let floor: Double

    /// Trees, and the part of the targets' variance that is always left.
    private static let count = 10
    private static let leastVariance = 1e-6

    /// - Parameters:
    ///   - rows: `[observations][columns]`, NaN for what is missing.
    ///   - targets: one an observation.
    package init(
        _ columns: [ForestEncoder.Column], rows: [[Double]], targets: [Double], using generator: inout SeededGenerator
    ) {
        let search = SplitSearch(
            columns: columns, values: columns.indices.map { column in rows.map { $0[column] } }, targets: targets)
        trees = (0..<Self.count).map { tree in
            var own = generator.fork("tree", tree)
            let drawn = targets.indices.map { _ in own.integer(below: targets.count) }
            return RegressionTree(search, rows: drawn, using: &own)
        }
        let mean = targets.reduce(0, +) / Double(max(targets.count, 1))
        let variance = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(targets.count, 1))
        floor = max(variance * Self.leastVariance, 1e-12)
    }

    /// What the trees expect at a row, and how unsure they are.
    package func predict(_ row: [Double]) -> (mean: Double, variance: Double) {
        var mean = 0.0
        var square = 0.0
        var within = 0.0
        for tree in trees {
            let leaf = tree.leaf(row)
            mean += leaf.mean
            square += leaf.mean * leaf.mean
            within += leaf.variance
        }
        let count = Double(trees.count)
        mean /= count
        return (mean, max(square / count - mean * mean, 0) + within / count + floor)
    }
}
