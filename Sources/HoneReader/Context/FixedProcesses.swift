import Foundation
import HoneNumerics

/// What Gaussian processes with fixed hyperparameters say of candidates: the network need not learn to interpolate, only when
/// to trust it.
///
/// Matérn 5/2 with one lengthscale for all parameters on the mean squared distance (choices differ by 1, what is missing
/// lies in the middle), unit signal, on the context's centred and scaled scores.
package struct FixedProcesses: Sendable {
    private let context: [ReaderTrial]
    private let processes: [(lengthscale: Double, factor: CholeskyFactor, weights: [Double])]
    private let mean: Double
    private let deviation: Double

    /// - Parameters:
    ///   - scores: of each trial of the context, as `ContextFeatures` gives them (half the score).
    /// - Returns: nil without trials.
    package init?(_ context: [ReaderTrial], scores: [Float], shape: ReaderShape) {
        guard !context.isEmpty, context.count == scores.count, !shape.lengthscales.isEmpty else { return nil }
        let values = scores.map(Double.init)
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        deviation = variance.squareRoot() + 0.05
        let scaled = values.map { [deviation] in ($0 - mean) / deviation }
        self.mean = mean
        self.context = context
        var processes: [(Double, CholeskyFactor, [Double])] = []
        for lengthscale in shape.lengthscales {
            var matrix = SymmetricMatrix(order: context.count)
            for i in context.indices {
                for j in 0...i {
                    matrix[i, j] = Self.covariance(context[i], context[j], lengthscale)
                }
                matrix[i, i] += shape.processNoise
            }
            guard let factor = CholeskyFactor(matrix) else { return nil }
            processes.append((lengthscale, factor, factor.solve(scaled)))
        }
        self.processes = processes
    }

    /// Mean and variance of each process at each candidate, then mean and deviation of the context's scores: row major,
    /// 2 * processes + 2 numbers a candidate, written every `stride` floats.
    package func write(_ candidates: ArraySlice<ReaderTrial>, to target: UnsafeMutablePointer<Float>, stride: Int) {
        let n = context.count
        let distances = distances(candidates)
        var block = [Double](repeating: 0, count: n * candidates.count)
        for (index, process) in processes.enumerated() {
            for place in block.indices { block[place] = Self.matern(distances[place], process.lengthscale) }
            var means = [Double](repeating: 0, count: candidates.count)
            for row in 0..<n {
                for column in means.indices {
                    means[column] += block[row * means.count + column] * process.weights[row]
                }
            }
            block.withUnsafeMutableBufferPointer { process.factor.forwardSolve(columns: candidates.count, $0) }
            for column in means.indices {
                var rest = 1.0
                for row in 0..<n {
                    let element = block[row * means.count + column]
                    rest -= element * element
                }
                target[column * stride + 2 * index] = Float(means[column])
                target[column * stride + 2 * index + 1] = Float(max(rest, 0))
            }
        }
        for column in 0..<candidates.count {
            target[column * stride + 2 * processes.count] = Float(mean)
            target[column * stride + 2 * processes.count + 1] = Float(deviation)
        }
    }

    /// `[context, candidates]`.
    private func distances(_ candidates: ArraySlice<ReaderTrial>) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(context.count * candidates.count)
        for trial in context { for candidate in candidates { result.append(Self.distance(trial, candidate)) } }
        return result
    }

    private static func covariance(_ a: ReaderTrial, _ b: ReaderTrial, _ lengthscale: Double) -> Double {
        matern(distance(a, b), lengthscale)
    }

    /// Mean over the parameters of the squared distance.
    static func distance(_ a: ReaderTrial, _ b: ReaderTrial) -> Double {
        var sum: Float = 0
        for (x, y) in zip(a.values, b.values) {
            let difference = (x.unit.isNaN ? 0.5 : x.unit) - (y.unit.isNaN ? 0.5 : y.unit)
            sum += difference * difference + (x.choice == y.choice ? 0 : 1)
        }
        return Double(sum) / Double(max(a.values.count, 1))
    }

    private static func matern(_ squaredDistance: Double, _ lengthscale: Double) -> Double {
        let r = (5 * squaredDistance / (lengthscale * lengthscale) + 1e-9).squareRoot()
        return (1 + r + r * r / 3) * exp(-r)
    }
}
