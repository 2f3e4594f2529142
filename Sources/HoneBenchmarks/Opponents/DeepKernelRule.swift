import Foundation
import HoneNumerics
import HoneSearch

/// `fsbo`: a deep kernel learnt on the past tasks, tuned on the own trials before each suggestion, and expected improvement (Wistuba
/// and Grabocka, "Few-shot Bayesian optimization with deep kernel surrogates", 2021).
///
/// The first trials are those that together do best on the past tasks, found greedily where the paper evolves them (section 4.3: the same
/// loss; `PortfolioRule`).
struct DeepKernelRule: OpponentRule {
    private let kernel: DeepKernel
    private let start: PortfolioRule
    private let candidates: FeatureMatrix
    private let tasks: Int

    /// Trials before the kernel chooses.
    private static let startSize = 5

    init?(_ past: OpponentPast) {
        var generator = SeededGenerator(seed: 0).fork("fsbo")
        guard
            let kernel = DeepKernelTraining.learnt(
                past.tasks, inputs: past.encoder.columns.count, using: &generator)
        else { return nil }
        self.kernel = kernel
        start = PortfolioRule(past, size: Self.startSize)
        candidates = past.candidates.features
        tasks = past.tasks.count
    }

    func choose(_ view: OpponentView, using generator: inout SeededGenerator) -> OpponentChoice? {
        if let first = start.choose(view, using: &generator) { return first }
        guard let low = view.costs.min(), let high = view.costs.max() else { return nil }
        let unit = high > low ? high - low : 1
        let targets = view.costs.map { ($0 - low) / unit }
        let points = candidates.selecting(view.tried)
        let own = DeepKernelTraining.tuned(kernel, points, targets: targets)
        guard
            let posterior = own.posterior(at: candidates.selecting(view.open), given: points, targets: targets)
        else { return nil }
        var best: (place: Int, score: Double)?
        for place in view.open.indices {
            let score = ExpectedImprovement.logarithm(
                mean: posterior.means[place], deviation: posterior.variances[place].squareRoot(), best: 0)
            if best.map({ score > $0.score }) ?? !score.isNaN { best = (place, score) }
        }
        return best.map {
            OpponentChoice(row: view.open[$0.place], rationale: "a deep kernel learnt on \(tasks) past tasks")
        }
    }
}

extension DeepKernel {
    /// Means and variances of the function at some points after trials at others.
    ///
    /// - Returns: nil if the kernel matrix cannot be factorised.
    func posterior(at points: FeatureMatrix, given tried: FeatureMatrix, targets: [Double]) -> (
        means: [Double], variances: [Double]
    )? {
        let (n, width) = (targets.count, embedding)
        let (known, new) = (embedded(tried), embedded(points))
        var matrix = SymmetricMatrix(order: n)
        var next = 0
        for i in 0..<n {
            for j in 0...i {
                let value = Self.kernel(Self.squaredDistance(known, i, known, j, width: width)).value
                matrix.storage[next] = signal * value + (i == j ? noise : 0)
                next += 1
            }
        }
        guard let factor = CholeskyFactor(matrix) else { return nil }
        let alpha = factor.solve(targets)
        var means: [Double] = []
        var variances: [Double] = []
        for point in 0..<points.count {
            let cross = (0..<n).map { i in
                signal * Self.kernel(Self.squaredDistance(known, i, new, point, width: width)).value
            }
            means.append(zip(cross, alpha).reduce(0) { $0 + $1.0 * $1.1 })
            let explained = factor.forwardSolve(cross).reduce(0) { $0 + $1 * $1 }
            variances.append(max(signal - explained, 1e-12))
        }
        return (means, variances)
    }
}
