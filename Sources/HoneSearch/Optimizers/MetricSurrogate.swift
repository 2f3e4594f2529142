import HoneCore
import HoneNumerics

/// A process through the values of one metric, lower ones better, in units in which they have mean 0 and variance 1.
///
/// Hyperparameters are fitted to some hundred observations, whose fit costs their cube many times over; with these the process is
/// conditioned on up to ten times as many, which costs their cube once. So a long study loses nothing at once.
struct MetricSurrogate {
    let units: TargetUnits
    private(set) var process: GaussianProcess

    /// Observations that the hyperparameters are fitted to.
    static let mostFitted = 128
    /// The same where values and inputs may be bent, which takes three fits for one.
    private static let mostBent = 64
    /// Observations that are modelled.
    static let mostObservations = 2500
    /// The prior variance of the unknown mean, in units of the targets' variance.
    private static let meanVariance = 1.0

    /// - Parameters:
    ///   - points: with the constant 1 as their only term.
    ///   - values: one a point, finite.
    ///   - isWarped: whether values and inputs may be bent where the data ask for it.
    /// - Returns: nil if the process cannot be fitted.
    init?(_ encoder: FeatureEncoder, points: Points, values: [Double], isWarped: Bool) {
        let scaling = TargetScaling(values)
        let targets = values.map(scaling.scaled)
        let subset = ObservationSubset.indices(of: values, atMost: isWarped ? Self.mostBent : Self.mostFitted)
        let fittedTargets = subset.map { targets[$0] }
        let fittedPoints = subset.count == points.count ? points : points.selecting(subset)
        var model = GaussianProcess.Model(encoder, linearVariances: [Self.meanVariance])
        let mode =
            isWarped
            ? WarpChoice(model).mode(points: fittedPoints, targets: fittedTargets)
            : GaussianProcess.mode(model, points: fittedPoints, targets: fittedTargets)
        guard let mode else { return nil }
        model = mode.model
        units = TargetUnits(scaling, mode.transform(of: fittedTargets))
        let transform = units.transform
        guard
            let process = GaussianProcess(
                model, mode.hyperparameters, points: points, targets: targets.map(transform.value))
        else { return nil }
        self.process = process
    }

    /// Observations, and the variance of a single one in parts of that of all, from which single values are not believed: what looks
    /// best may be tried again then, and the lowest value may be luck.
    private static let fewestToBeNoisy = 10
    private static let leastNoise = 0.1

    /// Whether values are so noisy that single ones are not believed.
    var isNoisy: Bool { process.targets.count >= Self.fewestToBeNoisy && process.noise >= Self.leastNoise }

    /// Takes a point as observed with the value that is predicted for it.
    ///
    /// - Returns: that value, scaled.
    @discardableResult
    mutating func believe(_ point: Points) -> Double {
        let mean = process.predict(point).means[0]
        process = process.observing(point, target: mean)
        return mean
    }
}
