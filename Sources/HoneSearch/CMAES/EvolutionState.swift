import Foundation
import HoneNumerics

/// The state of CMA-ES between two generations: a normal distribution N(m, σ²C) and the paths it has come by.
///
///     var state = EvolutionState(mean: [0.5, 0.5], sigma: 0.2, EvolutionConstants(dimension: 2, population: 6))
///     let point = state.point(fromNormal: [0.3, -1.2])
///     state.update(generation)                       // six points, the best first
///
/// Source: Hansen, "The CMA evolution strategy: a tutorial", 2016, figure 6; learning rates by Nomura, Akimoto and Ono,
/// "CMA-ES with learning rate adaptation", 2023.
package struct EvolutionState: Sendable {
    package let constants: EvolutionConstants
    package internal(set) var mean: [Double]
    package internal(set) var sigma: Double
    package internal(set) var covariance: Matrix
    package private(set) var generation = 0
    /// p_c and p_σ.
    private(set) var covariancePath: [Double]
    private var meanPath: [Double]
    /// The covariance's eigenvectors in columns, and the roots of its eigenvalues.
    private(set) var axes: Matrix
    private(set) var lengths: [Double]
    private var rates: LearningRates?

    private static let largestSigma = 1e32
    private static let smallestEigenvalue = 1e-8

    /// - Parameter adaptsRates: whether learning rates are adapted to how clear the generations' message is.
    package init(mean: [Double], sigma: Double, _ constants: EvolutionConstants, adaptsRates: Bool = false) {
        let n = constants.dimension
        self.constants = constants
        self.mean = mean
        self.sigma = sigma
        covariance = Matrix.identity(n)
        axes = covariance
        lengths = Array(repeating: 1, count: n)
        covariancePath = Array(repeating: 0, count: n)
        meanPath = covariancePath
        rates = adaptsRates ? LearningRates(dimension: n) : nil
    }

    /// m + σ B D z.
    package func point(fromNormal z: [Double]) -> [Double] {
        let scaled = zip(lengths, z).map(*)
        return zip(mean, axes.times(scaled)).map { $0 + sigma * $1 }
    }

    /// ‖C^(-1/2) y‖ of a step y: its length as the distribution sees it.
    func length(ofStep step: [Double]) -> Double { Self.norm(whitened(step)) }

    private func whitened(_ step: [Double]) -> [Double] {
        axes.times(zip(axes.transposedTimes(step), lengths).map { $0 / $1 })
    }

    /// Takes over what a generation has shown.
    ///
    /// - Parameter points: as many as the population, the best first.
    package mutating func update(_ points: [[Double]]) {
        let n = constants.dimension
        let before = self
        generation += 1
        let steps = points.map { point in (0..<n).map { (point[$0] - mean[$0]) / sigma } }
        // Selection and recombination (equations 41 and 42).
        var step = [Double](repeating: 0, count: n)
        for (weight, y) in zip(constants.weights, steps).prefix(constants.parents) {
            for i in 0..<n { step[i] += weight * y[i] }
        }
        for i in 0..<n { mean[i] += sigma * step[i] }
        // Step size (equations 43 and 44).
        let rate = constants.meanPathRate
        let push = (rate * (2 - rate) * constants.effectiveParents).squareRoot()
        let white = whitened(step)
        for i in 0..<n { meanPath[i] = (1 - rate) * meanPath[i] + push * white[i] }
        let length = Self.norm(meanPath)
        sigma = min(
            sigma * exp(rate / constants.meanPathDamping * (length / constants.expectedLength - 1)), Self.largestSigma)
        adaptCovariance(steps, step, pathLength: length)
        if var rates {
            rates.adapt(&self, from: before)
            self.rates = rates
        }
        decompose()
    }

    /// Equations 45 to 47.
    private mutating func adaptCovariance(_ steps: [[Double]], _ step: [Double], pathLength: Double) {
        let n = constants.dimension
        let still = 1 - pow(1 - constants.meanPathRate, 2 * Double(generation + 1))
        let isCalm = pathLength / still.squareRoot() < (1.4 + 2 / Double(n + 1)) * constants.expectedLength
        let rate = constants.covariancePathRate
        let push = isCalm ? (rate * (2 - rate) * constants.effectiveParents).squareRoot() : 0
        for i in 0..<n { covariancePath[i] = (1 - rate) * covariancePath[i] + push * step[i] }
        let weights = zip(constants.weights, steps).map { weight, y in
            guard weight < 0 else { return weight }
            let length = self.length(ofStep: y)
            return weight * Double(n) / (length * length + Self.smallestEigenvalue)
        }
        let missing = isCalm ? 0 : rate * (2 - rate)
        let keep =
            1 + constants.rankOneRate * missing - constants.rankOneRate
            - constants.rankMuRate * constants.weights.reduce(0, +)
        for i in 0..<n {
            for j in 0...i {
                var sum = 0.0
                for (weight, y) in zip(weights, steps) { sum += weight * y[i] * y[j] }
                let value =
                    keep * covariance[i, j] + constants.rankOneRate * covariancePath[i] * covariancePath[j]
                    + constants.rankMuRate * sum
                covariance[i, j] = value
                covariance[j, i] = value
            }
        }
    }

    private mutating func decompose() {
        let eigen = SymmetricEigen(covariance)
        axes = eigen.vectors
        lengths = eigen.values.map { ($0 < 0 ? Self.smallestEigenvalue : $0).squareRoot() }
        guard eigen.values.contains(where: { $0 < 0 }) else { return }
        covariance = axes.scaledSquare(lengths.map { $0 * $0 })
    }

    /// Euclidean length.
    static func norm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

extension EvolutionState {
    /// Whether going on is of no use: steps too small or too large to matter, or a covariance that numbers cannot hold any more
    /// (Hansen, "Benchmarking a BI-population CMA-ES on the BBOB-2009 function testbed", 2009, section 2.4).
    ///
    /// - Parameter firstSigma: that of the beginning.
    func isSpent(firstSigma: Double) -> Bool {
        let smallest = lengths.min() ?? 1
        let largest = lengths.max() ?? 1
        guard sigma.isFinite, sigma > 0, smallest > 0, mean.allSatisfy(\.isFinite) else { return true }
        if sigma * largest > 1e4 || largest > 1e7 * smallest { return true }
        let deviations = mean.indices.map { sigma * covariance[$0, $0].squareRoot() }
        let tiny = 1e-12 * firstSigma
        if deviations.allSatisfy({ $0 < tiny }), covariancePath.allSatisfy({ sigma * $0.magnitude < tiny }) {
            return true
        }
        return zip(mean, deviations).contains { $0 == $0 + 0.2 * $1 }
    }
}
