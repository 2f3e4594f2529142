import Foundation

/// What lies between a curve and its shape: independent noise, and a walk that goes on as long as the logarithm of the step does,
///
///     cov(ε(s), ε(t)) = σ² (1[s = t] + walk · log(min(s, t)))
///
/// Without the walk every report would pin down the end as if nothing could still happen on the way.
struct CurveNoise: Sendable {
    private let walk: Double
    private let steps: [Double]
    private let factor: CholeskyFactor
    /// Half the logarithm of the determinant of the covariance in parts of σ².
    let logRoot: Double

    /// - Parameter steps: at least 1, rising.
    init?(walk: Double, steps: [Double]) {
        var matrix = SymmetricMatrix(order: steps.count)
        for i in steps.indices {
            for j in 0...i { matrix[i, j] = walk * log(steps[j]) + (i == j ? 1 : 0) }
        }
        guard let factor = CholeskyFactor(matrix) else { return nil }
        self.walk = walk
        self.steps = steps
        self.factor = factor
        logRoot = factor.logDeterminant / 2
    }

    /// The vector in coordinates in which the noise is independent.
    func whitened(_ vector: [Double]) -> [Double] { factor.forwardSolve(vector) }

    /// The covariance of the noise at a step with that of the steps seen, whitened, and its variance given those, in parts of σ².
    func prediction(at step: Double) -> (weights: [Double], variance: Double) {
        let weights = whitened(steps.map { walk * log(min($0, step)) })
        let known = weights.reduce(0) { $0 + $1 * $1 }
        return (weights, max(1 + walk * log(step) - known, 1e-12))
    }
}
