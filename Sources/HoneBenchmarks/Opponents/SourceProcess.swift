import Foundation
import HoneNumerics
import HoneSearch

/// A Gaussian process over a list of candidates that has seen past trials, with the covariance of any two candidates after that:
/// the prior of whoever goes on with own trials.
///
/// Past tasks and the task at hand are draws of one process with covariance k(x, x') between points of one task and ρ k(x, x')
/// between points of two (the intrinsic model of coregionalisation with one correlation; Bonilla, Chai and Williams, "Multi-task
/// Gaussian process prediction", 2008, equation 2). With one group and ρ = 1 it is the posterior of that task.
struct SourceProcess: Sendable {
    /// Of the function at each candidate.
    let means: [Double]
    let variances: [Double]
    /// L⁻¹ K(past, candidates), `[past, candidates]`.
    private let solved: [Double]
    private let past: Int
    private let factor: CholeskyFactor
    private let kernel: MaternKernel
    private let signal: Double
    private let features: FeatureMatrix
    /// The variance of a single trial around the function.
    let noise: Double

    /// - Parameters:
    ///   - groups: the task of each past trial.
    ///   - correlation: ρ, of two tasks; 1 where there is one group and it is the task itself.
    /// - Returns: nil if the kernel matrix cannot be factorised.
    init?(
        _ pastFeatures: FeatureMatrix, targets: [Double], groups: [Int], correlation: Double,
        hyperparameters: GaussianProcess.Hyperparameters, columns: [FeatureEncoder.Column], candidates: FeatureMatrix
    ) {
        let n = targets.count
        let kernel = MaternKernel(columns: columns, logLengthScales: hyperparameters.logLengthScales)
        signal = hyperparameters.signal
        noise = hyperparameters.noise + 1e-6 * signal
        let among = kernel.matrix(pastFeatures, pastFeatures)
        var matrix = SymmetricMatrix(order: n)
        var next = 0
        for i in 0..<n {
            for j in 0...i {
                let shared = groups[i] == groups[j] ? 1 : correlation
                matrix.storage[next] = signal * shared * among[i * n + j] + (i == j ? noise : 0)
                next += 1
            }
        }
        guard let factor = CholeskyFactor(matrix) else { return nil }
        let count = candidates.count
        var block = kernel.matrix(pastFeatures, candidates)
        let scale = signal * correlation
        for index in block.indices { block[index] *= scale }
        Self.solve(factor, &block, columns: count)
        let whitened = factor.forwardSolve(targets)
        var means = [Double](repeating: 0, count: count)
        var variances = [Double](repeating: signal, count: count)
        for i in 0..<n {
            let weight = whitened[i]
            for k in 0..<count {
                let value = block[i * count + k]
                means[k] += weight * value
                variances[k] -= value * value
            }
        }
        self.means = means
        self.variances = variances.map { max($0, 1e-10) }
        solved = block
        self.factor = factor
        past = n
        self.kernel = kernel
        features = candidates
    }

    /// Means at each candidate had the past trials given other values, hyperparameters kept.
    func means(of targets: [Double]) -> [Double] {
        let whitened = factor.forwardSolve(targets)
        let count = means.count
        var result = [Double](repeating: 0, count: count)
        for i in 0..<past {
            let weight = whitened[i]
            for k in 0..<count { result[k] += weight * solved[i * count + k] }
        }
        return result
    }

    /// Columns at a time, so that they stay in the cache.
    private static let blockSize = 128

    private static func solve(_ factor: CholeskyFactor, _ matrix: inout [Double], columns: Int) {
        let n = factor.order
        var block = [Double](repeating: 0, count: n * blockSize)
        var start = 0
        while start < columns {
            let width = min(blockSize, columns - start)
            for i in 0..<n {
                for k in 0..<width { block[i * width + k] = matrix[i * columns + start + k] }
            }
            block.withUnsafeMutableBufferPointer { factor.forwardSolve(columns: width, $0) }
            for i in 0..<n {
                for k in 0..<width { matrix[i * columns + start + k] = block[i * width + k] }
            }
            start += width
        }
    }

    /// Covariance of the function at one candidate with that at every candidate, `[candidates]`.
    func covariances(of row: Int) -> [Double] {
        let count = means.count
        var result = kernel.matrix(features.selecting([row]), features)
        for k in 0..<count { result[k] *= signal }
        for i in 0..<past {
            let weight = solved[i * count + row]
            for k in 0..<count { result[k] -= weight * solved[i * count + k] }
        }
        return result
    }

    /// Covariance of the function at some candidates, `[rows, rows]`.
    func covariance(among rows: [Int]) -> SymmetricMatrix {
        let count = means.count
        let chosen = features.selecting(rows)
        let kernels = kernel.matrix(chosen, chosen)
        var matrix = SymmetricMatrix(order: rows.count)
        var next = 0
        for i in rows.indices {
            for j in 0...i {
                var value = signal * kernels[i * rows.count + j]
                for p in 0..<past { value -= solved[p * count + rows[i]] * solved[p * count + rows[j]] }
                matrix.storage[next] = value
                next += 1
            }
        }
        return matrix
    }
}
