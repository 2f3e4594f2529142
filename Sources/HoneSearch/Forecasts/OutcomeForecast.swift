import HoneCore

/// What a method expects of some configurations: for each a distribution function.
package protocol OutcomeForecast: Sendable {
    var count: Int { get }
    /// Probability that the configuration's result is below a number.
    func cumulative(_ value: Double, of index: Int) -> Double
    /// The expected result.
    func expectation(of index: Int) -> Double
}

/// A method's word on configurations before they are tried.
package enum Forecast: Sendable {
    /// Of results, minimised, noise included.
    case results(any OutcomeForecast)
    /// Of results up to an unknown level and unit that all share: only where they stand among each other means something.
    case relativeResults(any OutcomeForecast)
    /// Of the share (0...1) of all configurations that are better.
    case places(any OutcomeForecast)
    /// Several words with weights of sum 1; only without trials, where each can be made one of places.
    indirect case mixture([(weight: Double, forecast: Forecast)])
    /// The method says nothing of a study that has no trials like this.
    case nothing
}

/// An optimiser that can be asked what it expects.
package protocol OutcomePredictor: Sendable {
    /// - Parameters:
    ///   - history: what the study has seen; the forecast depends on nothing else of it.
    ///   - seed: the study's.
    func forecast(
        of configurations: [Configuration], for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> Forecast
}

/// One distribution for each configuration, all of one form.
package struct LocatedForecast: OutcomeForecast {
    private let means: [Double]
    private let deviations: [Double]
    private let tails: PredictiveTails

    /// - Precondition: as many deviations as means.
    package init(means: [Double], deviations: [Double], tails: PredictiveTails) {
        precondition(means.count == deviations.count, "one deviation a mean")
        self.tails = tails
        self.means = means
        self.deviations = deviations
    }

    package var count: Int { means.count }

    package func cumulative(_ value: Double, of index: Int) -> Double {
        tails.cumulative((value - means[index]) / max(deviations[index], 1e-300))
    }

    package func expectation(of index: Int) -> Double { means[index] }
}
