import Foundation
import HoneCore
import HoneNumerics

/// Trials of past tasks of one space in short form, with hyperparameters that fit them: enough to draw each task's surface.
package struct PastSurfaces: Sendable, Hashable, Codable {
    /// One task: coordinates of its trials (`FeatureEncoder`, row major) and their values, the median at 0, in units of the
    /// task's scale.
    package struct Task: Sendable, Hashable, Codable {
        package var coordinates: [Float]
        package var values: [Float]
        /// What is known of the data, by name; nil in records of before.
        package var facts: [String: Double]?
        /// Whose task it is, in words for people; nil in records of before.
        package var name: String?
    }

    package var tasks: [Task]
    /// Mean over the tasks of the hyperparameters that are most probable for each.
    package var logLengthScales: [Double]
    package var logSignal: Double
    package var logNoise: Double

    /// Trials kept of a task.
    private static let mostTrials = 128
    /// Trials that length scales are learnt from.
    private static let mostFittedTrials = 64
    /// Tasks with fewer trials than this say nothing of length scales.
    private static let fewestTrials = 10
    /// Values above this count as this: how bad bad configurations are does not matter.
    private static let cap = 3.0
    /// Coordinates and values are stored with this precision.
    private static let grain = 1e4

    /// A task with the hyperparameters that are most probable for it.
    package struct Fit: Sendable {
        package var task: Task
        package var hyperparameters: GaussianProcess.Hyperparameters
    }

    /// - Parameter fits: what was made of single tasks before; nil to make everything anew.
    /// - Returns: nil if no task has enough trials.
    package init?(_ entries: [PastTrialsSnapshot.Entry], fits shelf: PastFits? = nil) {
        guard let first = entries.first?.task else { return nil }
        let encoder = FeatureEncoder(first.space)
        let fits = entries.compactMap { entry in
            if let shelf { shelf.fit(of: entry, in: first) } else { Self.fit(entry, in: first, encoder) }
        }
        guard !fits.isEmpty else { return nil }
        tasks = fits.map(\.task)
        let count = Double(fits.count)
        logLengthScales = encoder.parameters.indices.map { parameter in
            fits.reduce(0) { $0 + $1.hyperparameters.logLengthScales[parameter] } / count
        }
        logSignal = fits.reduce(0) { $0 + $1.hyperparameters.logSignal } / count
        logNoise = fits.reduce(0) { $0 + $1.hyperparameters.logNoise } / count
    }

    /// Fits one task; nil if it has too few trials, or the fit fails.
    ///
    /// - Parameter first: the task whose space and objective all share.
    static func fit(_ entry: PastTrialsSnapshot.Entry, in first: PastTask, _ encoder: FeatureEncoder) -> Fit? {
        let all = entry.trials.filter { $0.state == .complete && $0.value?.isFinite == true }
        guard all.count >= fewestTrials else { return nil }
        let allCosts = all.map { first.objective.minimized($0.value ?? 0) }
        let sorted = allCosts.sorted()
        let median = FamilySummary.quantile(sorted, 0.5)
        let scale = max(median - FamilySummary.quantile(sorted, 0.05), 0) + FamilySummary.leastScale
        let kept = ObservationSubset.indices(of: allCosts, atMost: mostTrials)
        let values = kept.map { min((allCosts[$0] - median) / scale, cap) }
        let features = encoder.encode(kept.map { all[$0].configuration })
        let task = Task(
            coordinates: features.storage.map(rounded), values: values.map(rounded),
            facts: facts(of: entry.task), name: entry.task.task.dataset ?? entry.task.source)
        let spread = FamilySummary.Spread(of: values)
        let hyperprior = GaussianProcess.Hyperprior(
            parameterCount: encoder.parameters.count, targetVariance: spread.deviation * spread.deviation + 1e-9)
        let model = GaussianProcess.Model(encoder, hyperprior: hyperprior)
        let fitted = ObservationSubset.indices(of: values, atMost: mostFittedTrials)
        let process = GaussianProcess.fit(
            model, points: Points(features.selecting(fitted)), targets: fitted.map { values[$0] - spread.mean })
        return process.map { Fit(task: task, hyperparameters: $0.hyperparameters) }
    }

    /// Numbers that say how large and how hard the data are.
    package static func facts(of task: PastTask) -> [String: Double] { task.task.facts.compactMapValues(\.number) }

    private static func rounded(_ value: Double) -> Float { Float((value * grain).rounded() / grain) }
}
