import HoneNumerics

/// How far single results stray from a model's mean, in the model's standard deviations.
///
/// A model that is normal given its hypotheses is right about most results and surprised too often: configurations that fail or diverge
/// are no normal residuals, and few trials do not settle the hypotheses. Student's t distribution says so. Chosen by their likelihood on
/// validation tasks; what they hold on others stands in `docs/results/calibration.md`. They are for what is told and judged: choices
/// rest on the function itself.
package struct PredictiveTails: Sendable, Hashable {
    /// Degrees of freedom, even and more than 2; nil for a normal distribution.
    private let freedom: Int?
    /// Standard deviations of the model in one of t's units.
    private let factor: Double

    package static let normal = PredictiveTails(freedom: nil, factor: 1)

    /// Of the joint model; the fewer trials there are, the less they settle its hypotheses.
    package static func jointModel(observations: Int) -> PredictiveTails {
        PredictiveTails(freedom: 4, factor: observations > 0 ? 1 + 1 / Double(observations) : 1)
    }

    /// Of a single process with its most probable hyperparameters, which takes these for certain.
    package static let process = PredictiveTails(freedom: 4, factor: 1.4)

    /// Probability below a number of the model's standard deviations from its mean.
    func cumulative(_ z: Double) -> Double {
        guard let freedom else { return NormalDistribution.cumulative(z / factor) }
        return StudentDistribution.cumulative(z / factor, evenFreedom: freedom)
    }

    /// The place below which a probability lies, in the model's standard deviations from its mean.
    func quantile(_ probability: Double) -> Double {
        guard let freedom else { return factor * NormalDistribution.quantile(probability) }
        return factor * StudentDistribution.quantile(probability, freedom: Double(freedom))
    }

    /// What the model's standard deviation is multiplied by.
    var widening: Double {
        guard let freedom else { return factor }
        return factor * (Double(freedom) / Double(freedom - 2)).squareRoot()
    }
}
