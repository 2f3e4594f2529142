/// How an evolution strategy searches.
package struct EvolutionSettings: Sendable, Hashable {
    /// How a search goes on when a run has come to its end.
    package enum Restarts: String, Sendable, Hashable {
        /// Each run with twice the population of the one before (Auger and Hansen, 2005).
        case growing
        /// Growing populations and small ones in turn, with equal shares of the trials (Hansen, 2009).
        case twoRegimes
    }

    package var restarts = Restarts.twoRegimes
    /// The first standard deviation, in parts of each range.
    package var sigma = 1.0 / 6
    /// λ; nil: 4 + ⌊3 log n⌋.
    package var population: Int?
    /// Whether learning rates adapt to noise and many optima (`LearningRates`).
    package var adaptsRates = false

    package init() {}
}
