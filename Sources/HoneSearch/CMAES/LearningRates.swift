import Foundation
import HoneNumerics

/// Learning rates of mean and covariance that keep the signal-to-noise ratio of their updates constant, so that a small
/// population will do on multimodal and noisy functions.
///
/// Source: Nomura, Akimoto and Ono, "CMA-ES with learning rate adaptation: can CMA-ES with default population size solve
/// multimodal and noisy problems?", 2023, equations 16 to 24 and their recommended constants.
struct LearningRates: Sendable {
    private var mean: Rate
    private var covariance: Rate

    init(dimension n: Int) {
        mean = Rate(smoothing: 0.1, size: n)
        covariance = Rate(smoothing: 0.03, size: n * n)
    }

    /// Takes back as much of the state's last update as the rates say.
    mutating func adapt(_ state: inout EvolutionState, from before: EvolutionState) {
        let n = state.constants.dimension
        let meanStep = zip(state.mean, before.mean).map(-)
        let old = before.covariance.storage.map { $0 * before.sigma * before.sigma }
        let step = zip(state.covariance.storage, old).map { $0 * state.sigma * state.sigma - $1 }
        // In the coordinates in which the old distribution is N(0, I).
        let root = before.axes.scaledSquare(before.lengths.map { 1 / ($0 * before.sigma) })
        let localMean = root.times(meanStep)
        let local = root.times(Matrix(rows: n, columns: n, storage: step)).times(root).storage.map {
            $0 / 2.0.squareRoot()
        }
        let rateBefore = mean.value
        mean.observe(localMean)
        covariance.observe(local)
        state.mean = zip(before.mean, meanStep).map { $0 + mean.value * $1 }
        let full = Matrix(rows: n, columns: n, storage: zip(old, step).map { $0 + covariance.value * $1 })
        let logarithms = SymmetricEigen(full).values.map { log(max($0, 1e-300)) }
        let sigma = exp(logarithms.reduce(0, +) / Double(2 * n))
        state.covariance = Matrix(rows: n, columns: n, storage: full.storage.map { $0 / (sigma * sigma) })
        state.sigma = sigma * rateBefore / mean.value
    }

    /// One rate, from moving averages of its updates and of their squared lengths.
    private struct Rate: Sendable {
        private(set) var value = 1.0
        private let smoothing: Double
        private var average: [Double]
        private var square = 0.0
        /// The wanted ratio of signal to noise, and how fast the rate may change.
        private static let wanted = 1.4
        private static let damping = 0.1

        init(smoothing: Double, size: Int) {
            self.smoothing = smoothing
            average = Array(repeating: 0, count: size)
        }

        mutating func observe(_ step: [Double]) {
            for i in average.indices { average[i] += smoothing * (step[i] - average[i]) }
            square += smoothing * (step.reduce(0) { $0 + $1 * $1 } - square)
            let signal = average.reduce(0) { $0 + $1 * $1 }
            let ratio = (signal - smoothing / (2 - smoothing) * square) / (square - signal)
            guard ratio.isFinite else { return }
            let relative = min(max(ratio / Self.wanted / value - 1, -1), 1)
            value = min(value * exp(min(Self.damping * value, smoothing) * relative), 1)
        }
    }
}
