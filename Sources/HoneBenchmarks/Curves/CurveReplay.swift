import HoneCore
import HoneSearch

/// A search that is replayed on recorded learning curves: a trial reports after every epoch, and a pruner may end it there.
///
///     let replay = CurveReplay(task, seed: 1, epochs: 500)
///     let run = try await replay.run(
///         optimizer: RandomOptimizer(source: replay.source), pruner: HyperbandPruner(last: task.epochs))
package struct CurveReplay: Sendable {
    /// How good a search stood after so many epochs.
    package struct Run: Sendable, Hashable, Codable {
        /// Epochs of all trials when each trial ended.
        package var epochs: [Int] = []
        /// Regret of the best error of the trials that were trained to their end, after each trial; 1 before the first of them.
        package var regrets: [Double] = []
        package var prunedTrials = 0

        /// The regret when so many epochs were spent; 1 before the first trial ended.
        package func regret(afterEpochs budget: Int) -> Double {
            epochs.lastIndex { $0 <= budget }.map { regrets[$0] } ?? 1
        }

        /// After how many epochs the regret was at most so high; nil for never.
        package func epochs(toRegret level: Double) -> Int? {
            regrets.firstIndex { $0 <= level }.map { epochs[$0] }
        }
    }

    package let task: LearningCurves.Task
    package let study: StudyDescription
    /// Epochs that may be spent.
    package let budget: Int

    /// - Parameters:
    ///   - seed: mixed with the task's name, so that tasks of one space see different draws.
    ///   - epochs: that may be spent in all; nil until every configuration was tried.
    package init(_ task: LearningCurves.Task, seed: Int, epochs: Int? = nil) {
        self.task = task
        budget = epochs ?? task.epochs * task.candidates.distinctRows.count
        var study = StudyDescription(
            name: task.name, objectives: [Objective(.minimize, "error")], space: task.space, usesDefault: false)
        study.seed = BenchmarkRunner.studySeed(task: task.name, seed: seed)
        self.study = study
    }

    /// Where the optimiser finds its candidates.
    package var source: CandidateSource { .finite(task.candidates) }

    /// Replays the search; without a pruner every trial is trained to its end.
    ///
    /// - Parameter optimizer: over `source`.
    package func run(optimizer: any Optimizer, pruner: (any Pruner)? = nil) async throws -> Run {
        var history = TrialHistory()
        // As a running study has it.
        history.trials.indexTaken()
        var run = Run()
        var spent = 0
        var best = Double.infinity
        while spent < budget {
            try Task.checkCancellation()
            let suggested = try await optimizer.suggest(1, for: study, given: history, seed: study.seed)
            guard let suggestion = suggested.first else { break }
            guard let row = task.candidates.rows[suggestion.configuration.key] else {
                throw BenchmarkError.notACandidate(
                    method: "the optimiser", task: task.name, configuration: "\(suggestion.configuration)")
            }
            let trial = trained(suggestion, row: row, epochs: budget - spent, history: history, pruner: pruner)
            spent += trial.reports.count
            if trial.state == .complete, let value = trial.value { best = min(best, value) }
            if trial.state == .pruned { run.prunedTrials += 1 }
            history.trials.append(trial)
            history.revision += 1
            run.epochs.append(spent)
            run.regrets.append(best.isFinite ? task.scale.regrets([best])[0] : 1)
        }
        return run
    }

    /// The trial epoch by epoch, until it is pruned, at its end, or out of epochs.
    private func trained(
        _ suggestion: Suggestion, row: Int, epochs: Int, history: TrialHistory, pruner: (any Pruner)?
    ) -> Trial {
        let curve = task.curves[row]
        var trial = Trial(
            number: history.trials.count, state: .running, configuration: suggestion.configuration,
            suggestion: suggestion.record)
        for (epoch, value) in curve.prefix(epochs).enumerated() {
            trial.reports.append(StepReport(step: epoch + 1, value: value))
            guard epoch + 1 < curve.count, let pruner else { continue }
            if pruner.decision(for: trial, among: history.trials, objectives: study.objectives).isStop { break }
        }
        trial.state = trial.reports.count == curve.count ? .complete : .pruned
        trial.values = trial.reports.last.map { [$0.value] } ?? []
        return trial
    }
}
