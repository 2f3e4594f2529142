import HoneNumerics
import HoneSearch

/// The process through a study's own trials, with what it says of each from the others.
struct OwnProcess: Sendable {
    /// The own results, of mean 0 and variance 1.
    let values: [Double]
    private let process: GaussianProcess
    private let features: FeatureMatrix
    /// Of each value given the others.
    private let leftOut: [(mean: Double, deviation: Double)]

    /// - Returns: nil if the values defeat the process.
    init?(_ view: OpponentView, past: OpponentPast) {
        let scaling = TargetScaling(view.costs)
        let values = view.costs.map(scaling.scaled)
        self.values = values
        features = past.candidates.features
        let tried = features.selecting(view.tried)
        guard
            let process = GaussianProcess.fit(
                GaussianProcess.Model(past.encoder, linearVariances: [1]),
                points: Points(tried, terms: [view.tried.map { _ in 1 }]), targets: values)
        else { return nil }
        self.process = process
        let kernel = MaternKernel(
            columns: past.encoder.columns, logLengthScales: process.hyperparameters.logLengthScales)
        let kernels = kernel.matrix(tried, tried)
        let n = values.count
        var matrix = SymmetricMatrix(order: n)
        for i in 0..<n {
            for j in 0...i {
                matrix[i, j] =
                    process.hyperparameters.signal * kernels[i * n + j] + 1 + (i == j ? process.noise : 0)
            }
        }
        guard let factor = CholeskyFactor(matrix) else { return nil }
        // Rasmussen and Williams, 2006, equations 5.12.
        let inverse = factor.inverse()
        let weights = factor.solve(values)
        leftOut = values.indices.map { index in
            (values[index] - weights[index] / inverse[index, index], (1 / inverse[index, index]).squareRoot())
        }
    }

    /// Each value as it might have come out, given the others.
    func drawLeftOut(using generator: inout SeededGenerator) -> [Double] {
        leftOut.map { $0.mean + $0.deviation * generator.normal() }
    }

    /// At candidates.
    func predict(_ rows: [Int]) -> GaussianProcess.Posterior {
        process.predict(Points(features.selecting(rows), terms: [rows.map { _ in 1 }]))
    }
}

/// Draws from a joint normal distribution.
struct JointSampler: Sendable {
    private let means: [Double]
    /// nil where the covariance is no such thing: draws are the means.
    private let factor: CholeskyFactor?

    init(means: [Double], covariance: SymmetricMatrix) {
        self.means = means
        factor = CholeskyFactor(covariance)
    }

    func draw(using generator: inout SeededGenerator) -> [Double] {
        guard let factor else { return means }
        let normals = means.map { _ in generator.normal() }
        return means.indices.map { row in
            let start = row * (row + 1) / 2
            return (0...row).reduce(means[row]) { $0 + factor.storage[start + $1] * normals[$1] }
        }
    }
}
