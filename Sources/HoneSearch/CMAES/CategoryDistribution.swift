import Foundation
import HoneNumerics

/// Independent distributions over the choices of categorical parameters, moved along the natural gradient by steps of adapted
/// length, with a margin that leaves every choice possible.
///
/// Sources: Hamano et al., "CatCMA: stochastic optimization for mixed-category problems", 2024, section 4; step length: Akimoto,
/// Shirakawa, Yoshinari, Uchida, Saito and Nishida, "Adaptive stochastic natural gradient method for one-shot neural architecture
/// search", 2019, algorithm 1 and appendix B.
package struct CategoryDistribution: Sendable {
    /// `[parameters][choices]`, each summing to 1.
    package private(set) var probabilities: [[Double]]
    private let margins: [Double]
    private let weights: [Double]
    private var trust = 1.0
    private var signalLength = 0.0
    private var signal: [Double]

    /// - Parameters:
    ///   - counts: of choices, at least 2 each.
    ///   - population: λ.
    package init(counts: [Int], population: Int) {
        probabilities = counts.map { Array(repeating: 1 / Double($0), count: $0) }
        margins = counts.map { (1 - pow(0.73, 1 / Double(counts.count))) / Double($0 - 1) }
        signal = Array(repeating: 0, count: counts.reduce(0) { $0 + $1 - 1 })
        let parents = max(population / 2, 1)
        let raw = (1...parents).map { log(Double(population + 1) / 2) - log(Double($0)) }
        let sum = raw.reduce(0, +)
        weights = raw.map { $0 / sum }
    }

    /// A choice for each parameter.
    package func draw(using generator: inout SeededGenerator) -> [Int] {
        probabilities.map { generator.index(weights: $0) }
    }

    /// Takes over what a generation has shown.
    ///
    /// - Parameter choices: those of each member, the best first; nil for a parameter that a member did without.
    package mutating func update(_ choices: [[Int?]]) {
        guard !probabilities.isEmpty else { return }
        var gradient = probabilities.map { $0.map { _ in 0.0 } }
        for (weight, member) in zip(weights, choices) {
            for (parameter, choice) in member.enumerated() {
                guard let choice else { continue }
                for index in gradient[parameter].indices {
                    gradient[parameter][index] +=
                        weight * ((index == choice ? 1 : 0) - probabilities[parameter][index])
                }
            }
        }
        let whitened = zip(probabilities, gradient).flatMap(Self.whitened)
        let length = EvolutionState.norm(whitened) + 1e-30
        let step = 1 / trust
        for parameter in probabilities.indices {
            for index in probabilities[parameter].indices {
                probabilities[parameter][index] += step / length * gradient[parameter][index]
            }
        }
        let rate = step / Double(signal.count).squareRoot()
        for index in signal.indices {
            signal[index] =
                (1 - rate) * signal[index] + (rate * (2 - rate)).squareRoot() * whitened[index] / length
        }
        signalLength = (1 - rate) * (1 - rate) * signalLength + rate * (2 - rate)
        trust *= exp(rate * (signalLength - signal.reduce(0) { $0 + $1 * $1 } / Self.wanted))
        keepMargins()
    }

    /// The wanted ratio of the signal's squared length to that of noise.
    private static let wanted = 1.5

    /// The gradient in coordinates in which Fisher's information is the identity.
    private static func whitened(_ probabilities: [Double], _ gradient: [Double]) -> [Double] {
        guard let last = probabilities.last else { return [] }
        let free = probabilities.count - 1
        let sum = gradient[..<free].reduce(0, +)
        return (0..<free).map {
            let root = probabilities[$0].squareRoot()
            return gradient[$0] / root + root * sum / (last + last.squareRoot())
        }
    }

    private mutating func keepMargins() {
        for (parameter, margin) in margins.enumerated() {
            let raised = probabilities[parameter].map { max($0, margin) }
            let sum = raised.reduce(0, +)
            let excess = sum - margin * Double(raised.count)
            let lowered = raised.map { excess > 0 ? $0 - (sum - 1) * ($0 - margin) / excess : $0 }
            let total = lowered.reduce(0, +)
            probabilities[parameter] = lowered.map { $0 / total }
        }
    }
}
