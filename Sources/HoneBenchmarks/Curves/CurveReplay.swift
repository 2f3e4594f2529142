import Hone
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
    /// - Parameters:
    ///   - optimizer: over `source`.
    ///   - pauses: whether a trial that the pruner stops goes on later, when the pruner would let it.
    package func run(optimizer: any Optimizer, pruner: (any Pruner)? = nil, pauses: Bool = false) async throws -> Run {
        var ledger = TrialLedger(study, version: 1, versions: [1: study], history: TrialHistory())
        var run = Run()
        var spent = 0
        var best = Double.infinity
        while spent < budget {
            try Task.checkCancellation()
            guard let number = try await next(&ledger, optimizer, pauses ? pruner : nil) else { break }
            let trained = trained(number, &ledger, epochs: budget - spent, pruner: pruner)
            spent += trained.epochs
            if trained.isComplete, let value = ledger.trial(number)?.reports.last?.value { best = min(best, value) }
            if !trained.isComplete, trained.epochs > 0 { run.prunedTrials += 1 }
            end(number, &ledger, isComplete: trained.isComplete, pauses: pauses, at: Double(spent))
            run.epochs.append(spent)
            run.regrets.append(best.isFinite ? task.scale.regrets([best])[0] : 1)
        }
        return run
    }

    /// The trial that is trained next: one that goes on, or a new one.
    private func next(_ ledger: inout TrialLedger, _ optimizer: any Optimizer, _ pausing: (any Pruner)?) async throws
        -> Int?
    {
        if let due = ledger.dueToGoOn(pausing) { return due }
        let suggested = try await optimizer.suggest(1, for: study, given: ledger.visible, seed: study.seed)
        guard let suggestion = suggested.first else { return nil }
        guard task.candidates.rows[suggestion.configuration.key] != nil else {
            throw BenchmarkError.notACandidate(
                method: "the optimiser", task: task.name, configuration: "\(suggestion.configuration)")
        }
        return ledger.add(suggestion).after.number
    }

    /// Trains epoch by epoch, until the pruner stops it, or the end, or no epoch is left.
    private func trained(_ number: Int, _ ledger: inout TrialLedger, epochs: Int, pruner: (any Pruner)?) -> (
        epochs: Int, isComplete: Bool
    ) {
        _ = ledger.apply(.launch(Attempt(id: "", state: .running, startedAt: 0)), to: number)
        guard let trial = ledger.trial(number), let row = task.candidates.rows[trial.configuration.key] else {
            return (0, false)
        }
        let curve = task.curves[row]
        let begun = trial.reports.count
        for (epoch, value) in curve.enumerated().dropFirst(begun).prefix(epochs) {
            _ = ledger.apply(.report(StepReport(step: epoch + 1, value: value)), to: number)
            guard epoch + 1 < curve.count, let pruner, let reported = ledger.trial(number) else { continue }
            let decision = pruner.decision(for: reported, among: ledger.trials, objectives: study.objectives)
            if decision.isStop { return (epoch + 1 - begun, false) }
        }
        let reached = ledger.trial(number)?.reports.count ?? begun
        return (reached - begun, reached == curve.count)
    }

    private func end(_ number: Int, _ ledger: inout TrialLedger, isComplete: Bool, pauses: Bool, at time: Double) {
        guard let trial = ledger.trial(number) else { return }
        let outcome = TrialOutcome(
            state: isComplete ? .complete : .pruned, values: trial.reports.last.map { [$0.value] } ?? [],
            reports: trial.reports)
        let transition: TrialTransition =
            pauses && !isComplete ? .pause(outcome, at: time) : .finish(outcome, at: time, version: 1)
        _ = ledger.apply(transition, to: number, isShown: true)
    }
}
