import HoneNumerics

/// Whether a process bends its targets and its inputs, decided by the data.
///
/// The exponent of the targets' transform is one number, shapes of the inputs are two a parameter. Each is taken where it makes the data
/// clearly more probable than the process is without it: on functions that are as they seem they cost trials, on bent ones they save
/// them. Under noise neither is taken: what a transform spreads near the best is noise then.
///
/// After Snoek et al. 2014 and Cowen-Rivers et al. 2022 (see `InputShape`, `PowerTransform`), who always bend.
package struct WarpChoice: Sendable {
    /// A process as it is.
    private let model: GaussianProcess.Model

    package init(_ model: GaussianProcess.Model) { self.model = model }

    /// Observations from which an exponent, and from which shapes are learnt.
    private static let fewestForExponent = 10
    private static let fewestForShapes = 15
    /// The variance of a single observation, in parts of that of all, from which nothing is bent: with a twentieth of the range as noise
    /// the transform lost on a sphere in ten of ten runs.
    private static let mostNoise = 0.01
    /// What an exponent has to add to the logarithm of the density.
    private static let exponentGain = 2.0
    /// What shapes have to add to the logarithm of the density for each parameter, and at least.
    private static let gainPerParameter = 1.0
    private static let leastGain = 3.0
    /// Steps after which shapes that have not made half of that are given up, and steps after these.
    private static let trialSteps = 8
    private static let furtherSteps = 20

    /// The most probable hyperparameters, with what is bent where that pays.
    package func mode(points: Points, targets: [Double]) -> GaussianProcess.Mode? {
        guard let plain = GaussianProcess.mode(model, points: points, targets: targets) else { return nil }
        guard points.count >= Self.fewestForExponent else { return plain }
        var mode = plain
        var model = model
        model.learnsTargetExponent = true
        if let transformed = GaussianProcess.mode(
            model, points: points, targets: targets, starts: [plain.hyperparameters]),
            plain.negativeLogDensity - transformed.negativeLogDensity >= Self.exponentGain
        {
            mode = transformed
        } else {
            model.learnsTargetExponent = false
        }
        guard mode.hyperparameters.noise < Self.mostNoise else { return plain }
        let parameters = model.bentColumns.count
        guard points.count >= Self.fewestForShapes, parameters > 0, parameters <= points.count else { return mode }
        model.learnsInputShapes = true
        let wanted = max(Self.leastGain, Self.gainPerParameter * Double(parameters))
        func gain(_ bent: GaussianProcess.Mode) -> Double { mode.negativeLogDensity - bent.negativeLogDensity }
        guard
            let begun = GaussianProcess.mode(
                model, points: points, targets: targets, starts: [mode.hyperparameters],
                maximumIterations: Self.trialSteps),
            gain(begun) >= wanted / 2,
            let bent = GaussianProcess.mode(
                model, points: points, targets: targets, starts: [begun.hyperparameters],
                maximumIterations: Self.furtherSteps)
        else { return mode }
        return gain(bent) >= wanted ? bent : mode
    }
}
