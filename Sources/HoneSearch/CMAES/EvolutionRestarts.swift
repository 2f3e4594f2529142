import Foundation
import HoneNumerics

/// With which population and step size each run of an evolution strategy begins.
///
/// Sources: Auger and Hansen, "A restart CMA evolution strategy with increasing population size", 2005; Hansen, "Benchmarking a
/// BI-population CMA-ES on the BBOB-2009 function testbed", 2009, section 2.
struct EvolutionRestarts: Sendable {
    private let settings: EvolutionSettings
    private let first: Int
    /// The present run: its number, its population, and whether that is a small one.
    private(set) var run = 0
    private(set) var population: Int
    private(set) var sigma: Double
    private var isSmall = false
    /// How often the population was doubled.
    private var doublings = 0
    /// Trials of the present run, of small and of large ones.
    private var spent = 0
    private var spentSmall = 0
    private var spentLarge = 0
    private var lastLarge = 0

    /// Populations are not doubled beyond this.
    private static let mostDoublings = 12

    init(_ settings: EvolutionSettings, dimension: Int) {
        self.settings = settings
        first = max(settings.population ?? EvolutionConstants.defaultPopulation(dimension), 4)
        population = first
        sigma = settings.sigma
    }

    mutating func spend(_ trials: Int) { spent += trials }

    /// Whether the present run has had its share.
    var isOver: Bool { isSmall && spent > lastLarge / 2 }

    /// Begins the next run.
    mutating func next(using generator: inout SeededGenerator) {
        if isSmall {
            spentSmall += spent
        } else {
            // The first run counts for neither regime, as in Hansen's rule.
            if run > 0 { spentLarge += spent }
            lastLarge = spent
        }
        run += 1
        spent = 0
        isSmall = settings.restarts == .twoRegimes && doublings > 0 && spentSmall < spentLarge
        if isSmall {
            let share = generator.uniform()
            let ratio = 0.5 * pow(2, Double(doublings))
            population = max(4, Int(Double(first) * pow(ratio, share * share)))
            sigma = settings.sigma * pow(10, -2 * generator.uniform())
        } else {
            doublings = min(doublings + 1, Self.mostDoublings)
            population = first << doublings
            sigma = settings.sigma
        }
    }
}
