import Foundation
import HoneNumerics

/// Gaussian processes with fixed hyperparameters, conditioned on a context's scores: the network need not learn to interpolate,
/// only whom to trust. Each is tried with several means (nothing known; what names, ranges and defaults suggest; what past tasks
/// suggest): these are the hypotheses, and how well each explains the context weighs their mixture.
package struct FixedProcesses: Sendable {
    private struct Conditioned: Sendable {
        let process: FixedProcess
        let factor: CholeskyFactor
        /// For each mean L⁻¹ (z - mean), `[trials]`.
        let residuals: [[Double]]
    }

    /// What the hypotheses say of candidates, in scores.
    package struct Predictions: Sendable {
        /// `[processes][means][candidates]`.
        package var means: [[[Double]]]
        /// `[processes][candidates]`: the same with every mean.
        package var deviations: [[Double]]
    }

    private let context: [ReaderTrial]
    private let processes: [Conditioned]
    /// Each parameter's weight, `[parameters]`.
    private let relevance: [Double]
    /// Log of each hypothesis's evidence, up to a constant: `[processes, means]`, the means running fastest.
    package let logEvidence: [Double]
    /// Of the context's scores; the deviation a little enlarged.
    package let mean: Double
    package let deviation: Double

    /// Variance of the unknown mean, in units of the signal's.
    private static let constant = 0.25
    private static let jitter = 1e-5
    private static let leastVariance = 1e-4
    /// Share of equal weights that the weighted distance keeps.
    private static let evenShare = 0.05
    /// By which parameters' weights are fitted.
    private static let relevanceLengthscale = 0.35
    /// Fewer trials say nothing.
    package static let leastTrials = 2

    /// - Parameters:
    ///   - scores: of the context's trials, by `ContextScale`.
    ///   - means: what each mean says of each trial, in standardised scores, `[means][trials]`.
    /// - Returns: nil with fewer than two trials or without processes.
    package init?(
        _ context: [ReaderTrial], scores: [Double], means: [[Double]], processes specifications: [FixedProcess]
    ) {
        guard context.count >= Self.leastTrials, context.count == scores.count, !specifications.isEmpty else {
            return nil
        }
        let n = context.count
        let mean = scores.reduce(0, +) / Double(n)
        let deviation = (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)).squareRoot() + 0.1
        let standardised = scores.map { ($0 - mean) / deviation }
        let distances = TrialDistances(context, context)
        let own = MaternKernel.of(distances.squares, lengthscale: Self.relevanceLengthscale)
        let isWeighted = specifications.contains { $0.kernel == .weighted || $0.kernel == .weightedAdditive }
        let relevance =
            isWeighted
            ? ParameterRelevance.weights(
                own, parameters: distances.parameters, results: standardised, constant: Self.constant)
            : [Double](repeating: 1 / Double(distances.parameters), count: distances.parameters)
        var conditioned: [Conditioned] = []
        var evidence: [Double] = []
        var covariances = Covariances(distances, relevance: relevance, own: own)
        for process in specifications {
            let covariance = covariances.of(process)
            var matrix = SymmetricMatrix(order: n)
            for i in 0..<n {
                for j in 0...i { matrix[i, j] = Double(covariance[i * n + j]) + Self.constant }
                matrix[i, i] += process.noise + Self.jitter
            }
            guard let factor = CholeskyFactor(matrix) else { return nil }
            let residuals = means.map { mean in factor.forwardSolve(zip(standardised, mean).map { $0 - $1 }) }
            conditioned.append(Conditioned(process: process, factor: factor, residuals: residuals))
            let half = 0.5 * factor.logDeterminant
            evidence += residuals.map { -0.5 * $0.reduce(0) { $0 + $1 * $1 } - half }
        }
        self.context = context
        self.relevance = relevance
        self.mean = mean
        self.deviation = deviation
        self.processes = conditioned
        logEvidence = evidence
    }

    /// What the hypotheses say of candidates.
    ///
    /// - Parameter means: what each mean says of each candidate, `[means][candidates]`.
    package func predict(_ candidates: ArraySlice<ReaderTrial>, means: [[Double]]) -> Predictions {
        let (n, m) = (context.count, candidates.count)
        var predictions = Predictions(means: [], deviations: [])
        var covariances = Covariances(TrialDistances(context, candidates), relevance: relevance)
        for process in processes {
            var block = covariances.of(process.process).map { Double($0) + Self.constant }
            block.withUnsafeMutableBufferPointer { process.factor.forwardSolve(columns: m, $0) }
            var variances = [Double](repeating: 1 + Self.constant, count: m)
            for i in 0..<n { for j in 0..<m { variances[j] -= block[i * m + j] * block[i * m + j] } }
            predictions.deviations.append(
                variances.map { deviation * (max($0, Self.leastVariance) + process.process.noise).squareRoot() })
            predictions.means.append(
                zip(process.residuals, means).map { residuals, own in
                    var sums = own
                    for i in 0..<n { for j in 0..<m { sums[j] += block[i * m + j] * residuals[i] } }
                    return sums.map { mean + deviation * $0 }
                })
        }
        return predictions
    }

    /// Covariances of pairs of trials by each kernel, those that several processes share computed once.
    private struct Covariances {
        let distances: TrialDistances
        let relevance: [Double]
        /// Each parameter's own covariance.
        var own: (lengthscale: Double, values: [Float])?
        var last: (kernel: FixedProcess.Kernel, lengthscale: Double, values: [Float])?

        init(_ distances: TrialDistances, relevance: [Double], own: [Float]? = nil) {
            self.distances = distances
            self.relevance = relevance
            self.own = own.map { (FixedProcesses.relevanceLengthscale, $0) }
        }

        mutating func of(_ process: FixedProcess) -> [Float] {
            if let last, last.kernel == process.kernel, last.lengthscale == process.lengthscale { return last.values }
            let share = 1 / Double(distances.parameters)
            let even = [Float](repeating: Float(share), count: distances.parameters)
            let values: [Float]
            switch process.kernel {
            case .even: values = MaternKernel.of(distances.sum(even), lengthscale: process.lengthscale)
            case .weighted:
                let weights = relevance.map { Float($0 + FixedProcesses.evenShare * share) }
                values = MaternKernel.of(distances.sum(weights), lengthscale: process.lengthscale)
            case .additive: values = TrialDistances.sum(ownCovariances(process.lengthscale), even, distances.pairs)
            case .weightedAdditive:
                values = TrialDistances.sum(
                    ownCovariances(process.lengthscale), relevance.map(Float.init), distances.pairs)
            }
            last = (process.kernel, process.lengthscale, values)
            return values
        }

        private mutating func ownCovariances(_ lengthscale: Double) -> [Float] {
            if let own, own.lengthscale == lengthscale { return own.values }
            let values = MaternKernel.of(distances.squares, lengthscale: lengthscale)
            own = (lengthscale, values)
            return values
        }
    }
}
