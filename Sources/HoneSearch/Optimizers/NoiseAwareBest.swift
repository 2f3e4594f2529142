import HoneCore

/// The trial whose configuration is expected to be the best, where values are so noisy that the lowest of them may be luck: a
/// Gaussian process through all of them tells a configuration's expected value from what a single run of it gave
/// (the incumbent of Huang et al., "Global optimization of stochastic black-box systems via sequential kriging
/// meta-models", 2006, section 2.4).
package struct NoiseAwareBest: Sendable, Hashable {
    /// The trial; of several of its configuration the best.
    package let trial: Trial
    /// What the configuration is expected to give, in the objective's own units.
    package let expected: Double
    /// The standard deviation of a single trial around that.
    package let deviation: Double

    /// - Returns: nil where values are as they seem, there are too few trials, the study has several objectives, or
    ///   tells luck from quality itself by repeating (`RepeatRule`).
    package init?(_ history: TrialHistory, in study: StudyDescription) {
        guard study.objectives.count == 1, study.repeats == nil else { return nil }
        let trials = history.complete.filter { study.violation(of: $0) == 0 && study.space.contains($0.configuration) }
        let chosen = ObservationSubset.indices(
            of: trials.compactMap(\.value).map(study.objective.minimized), atMost: MetricSurrogate.mostFitted
        ).map { trials[$0] }
        let encoder = FeatureEncoder(study.space)
        let features = encoder.encode(chosen.map(\.configuration))
        let points = Points(features, terms: [Array(repeating: 1, count: features.count)])
        let values = chosen.compactMap(\.value).map(study.objective.minimized)
        guard values.count == chosen.count,
            let surrogate = MetricSurrogate(encoder, points: points, values: values, isWarped: false),
            surrogate.isNoisy
        else { return nil }
        let means = surrogate.process.meansAtPoints
        guard let best = means.indices.min(by: { (means[$0], values[$0], $0) < (means[$1], values[$1], $1) }) else {
            return nil
        }
        trial = chosen[best]
        expected = study.objective.minimized(surrogate.units.unscaled(means[best]))
        deviation = surrogate.units.deviation(surrogate.process.noise.squareRoot(), at: means[best])
    }
}
