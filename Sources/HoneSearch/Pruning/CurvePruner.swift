import HoneBase
import HoneCore
import HoneNumerics

/// Gives up a trial whose learning curve, extrapolated to its end, is unlikely to become better than the best complete trial
/// (Domhan, Springenberg and Hutter, "Speeding up automatic hyperparameter optimization of deep neural networks by extrapolation
/// of learning curves", 2015, section 3.3).
///
/// With several objectives each curve is extrapolated on its own, and the trial is given up where it is unlikely to escape some
/// member of the front: P(not dominated) <= min over the front of 1 - Π P(objective is no better).
package struct CurvePruner: Pruner, Hashable {
    /// The step at which a trial is whole; nil: the last step of the longest complete trial.
    package var last: Int?
    /// A trial goes on as long as it becomes the best with at least this probability.
    package var chance = 0.05
    /// Complete trials below which nothing is given up.
    package var startup = 3
    /// Reports of the trial below which it is not given up.
    package var least = 4
    var schedule = StepSchedule()

    /// - Parameter interval: steps from one decision to the next.
    package init(last: Int? = nil, chance: Double = 0.05, startup: Int = 3, least: Int = 4, interval: Int = 1) {
        self.last = last
        self.chance = chance
        self.startup = startup
        self.least = least
        schedule = StepSchedule(warmup: 0, interval: interval)
    }

    package func decision(
        for trial: Trial, among trials: TrialList, objectives: [Objective]
    ) -> PruningDecision {
        guard trial.reports.count >= least, trials.counts[.complete] ?? 0 >= max(1, startup), let step = trial.lastStep,
            schedule.isDue(trial, at: step)
        else { return .keep }
        var longest = 0
        var ends: [[Double]] = []
        for other in trials
        where other.state == .complete && other.values.count == objectives.count && other.values.allSatisfy(\.isFinite)
        {
            longest = max(longest, other.lastStep ?? 0)
            ends.append(zip(objectives, other.values).map { $0.minimized($1) })
        }
        let end = last ?? longest
        guard !ends.isEmpty, step < end, let forecasts = forecasts(of: trial, objectives, end: end, ends) else {
            return .keep
        }
        let front = Dominance.front(of: ends).map { ends[$0] }
        // What is better already may stay so.
        let reached = trial.reports.compactMap { $0.minimized(objectives) }
        guard reached.allSatisfy({ vector in front.contains { $0 == vector || Dominance.dominates($0, vector) } })
        else { return .keep }
        let probability =
            front.map { member in
                1 - zip(forecasts, member).reduce(1) { $0 * (1 - $1.0.probability(below: $1.1)) }
            }.min() ?? 1
        guard probability < chance else { return .keep }
        return .stop(reason(forecasts, probability, end: end, objectives))
    }

    /// One an objective; nil where a curve cannot be extrapolated.
    private func forecasts(
        of trial: Trial, _ objectives: [Objective], end: Int, _ ends: [[Double]]
    ) -> [CurvePrediction]? {
        var latest: [Int: [Double]] = [:]
        for report in trial.reports {
            guard let vector = report.minimized(objectives), vector.allSatisfy(\.isFinite) else { continue }
            latest[report.step] = vector
        }
        let steps = latest.keys.sorted()
        guard steps.count >= least, let first = steps.first else { return nil }
        // Curves begin at step 1, wherever the program counts from.
        let offset = 1 - min(first, 1)
        var result: [CurvePrediction] = []
        for place in objectives.indices {
            let known = ends.map { $0[place] }
            let model = LearningCurveModel(
                steps: steps.map { $0 + offset }, values: steps.map { latest[$0]?[place] ?? .nan }, last: end + offset,
                scale: known.percentile(75) - known.percentile(25))
            guard let model else { return nil }
            result.append(model.prediction(at: end + offset))
        }
        return result
    }

    private func reason(
        _ forecasts: [CurvePrediction], _ probability: Double, end: Int, _ objectives: [Objective]
    ) -> String {
        let chance = "a chance of \(probability.formatted(significantDigits: 2))"
        guard objectives.count == 1 else { return "by step \(end) it has \(chance) to join the front" }
        let mean = objectives[0].minimized(forecasts[0].mean).formatted(significantDigits: 4)
        let deviation = forecasts[0].deviation.formatted(significantDigits: 2)
        return
            "its curve comes to \(objectives[0].metric) \(mean) ± \(deviation) at step \(end), \(chance) to be the best"
    }
}
