import HoneNumerics

/// How much each parameter matters to a context: the weights of an additive covariance and the noise that explain the results
/// best, by a few steps that never lower the penalised likelihood (minorise and maximise, as Zhou, Hu, Zhou and Lange, "MM
/// algorithms for variance components models", J. Comput. Graph. Stat. 2019).
enum ParameterRelevance {
    private static let steps = 4
    /// Pseudo-counts that keep weights away from 0 and infinity.
    private static let prior = 0.2
    private static let noisePrior = 0.02
    private static let leastNoise = 0.02

    /// - Parameters:
    ///   - columns: each parameter's covariance of the context with itself, `[parameters, n * n]`.
    ///   - results: standardised, `[n]`. - constant: variance of an unknown mean.
    /// - Returns: weights of sum 1, `[parameters]`; equal ones where nothing can be said.
    static func weights(_ columns: [Float], parameters: Int, results: [Double], constant: Double) -> [Double] {
        let n = results.count
        let equal = [Double](repeating: 1 / Double(max(parameters, 1)), count: parameters)
        var weights = equal
        var noise = 0.1
        for _ in 0..<steps {
            let sum = TrialDistances.sum(columns, weights.map(Float.init), n * n)
            var matrix = SymmetricMatrix(order: n)
            for i in 0..<n {
                for j in 0...i { matrix[i, j] = Double(sum[i * n + j]) + constant }
                matrix[i, i] += noise + leastNoise
            }
            guard let factor = CholeskyFactor(matrix) else { return equal }
            let solved = factor.solve(results)
            let inverse = factor.inverse().full.storage
            for parameter in 0..<parameters {
                var (fit, trace) = (0.0, 0.0)
                let start = parameter * n * n
                for i in 0..<n {
                    for j in 0..<n {
                        let covariance = Double(columns[start + i * n + j])
                        fit += solved[i] * solved[j] * covariance
                        trace += inverse[i * n + j] * covariance
                    }
                }
                weights[parameter] *= ((fit + prior / Double(parameters)) / (trace + prior)).squareRoot()
            }
            let square = solved.reduce(0) { $0 + $1 * $1 }
            let trace = (0..<n).reduce(0) { $0 + inverse[$1 * n + $1] }
            noise *= ((square + noisePrior) / (trace + prior)).squareRoot()
        }
        let sum = weights.reduce(0, +)
        return sum > 0 && sum.isFinite ? weights.map { $0 / sum } : equal
    }
}
