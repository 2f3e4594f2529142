import Foundation

/// The strategy parameters of CMA-ES: functions of dimension and population size alone, as in Hansen, "The CMA evolution
/// strategy: a tutorial", 2016, table 1 and equations 49 to 58.
package struct EvolutionConstants: Sendable, Hashable {
    package let dimension: Int
    /// λ.
    package let population: Int
    /// μ: how many of a generation are recombined.
    let parents: Int
    /// One for each of a generation, the best first; the later ones are negative.
    let weights: [Double]
    /// μ_eff: how many samples the mean is worth.
    let effectiveParents: Double
    let meanPathRate, meanPathDamping, covariancePathRate: Double
    let rankOneRate, rankMuRate: Double
    /// E‖N(0, I)‖.
    let expectedLength: Double

    /// 4 + ⌊3 log n⌋ (equation 48).
    package static func defaultPopulation(_ dimension: Int) -> Int { 4 + Int(3 * log(Double(max(dimension, 1)))) }

    package init(dimension: Int, population: Int) {
        let n = Double(dimension)
        let parents = population / 2
        let raw = (1...population).map { log(Double(population + 1) / 2) - log(Double($0)) }
        func effective(_ part: ArraySlice<Double>) -> Double {
            let sum = part.reduce(0, +)
            let squares = part.reduce(0) { $0 + $1 * $1 }
            return squares > 0 ? sum * sum / squares : 0
        }
        let muEff = effective(raw[..<parents])
        let muEffMinus = effective(raw[parents...])
        let rankOne = 2 / ((n + 1.3) * (n + 1.3) + muEff)
        let rankMu = min(1 - rankOne - 1e-8, 2 * (muEff - 2 + 1 / muEff) / ((n + 2) * (n + 2) + muEff))
        // Equations 50 to 52: so much may negative weights sum to that the covariance stays positive definite.
        let negative = min(
            1 + rankOne / rankMu, 1 + 2 * muEffMinus / (muEff + 2), (1 - rankOne - rankMu) / (n * rankMu))
        let positiveSum = raw.reduce(0) { $0 + max($1, 0) }
        let negativeSum = raw.reduce(0) { $0 - min($1, 0) }
        weights = raw.map { $0 >= 0 ? $0 / positiveSum : $0 * negative / negativeSum }
        let sigmaRate = (muEff + 2) / (n + muEff + 5)
        meanPathRate = sigmaRate
        meanPathDamping = 1 + 2 * max(0, ((muEff - 1) / (n + 1)).squareRoot() - 1) + sigmaRate
        covariancePathRate = (4 + muEff / n) / (n + 4 + 2 * muEff / n)
        expectedLength = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))
        rankOneRate = rankOne
        rankMuRate = rankMu
        effectiveParents = muEff
        self.dimension = dimension
        self.population = population
        self.parents = parents
    }
}
