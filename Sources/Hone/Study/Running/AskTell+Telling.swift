import Foundation
import HoneCore
import HoneSearch
import HoneStore

// What came of trials that were asked for.
extension AskTell {
    /// Takes the values of a trial that was asked for; what is no objective is kept as a metric.
    ///
    /// A trial whose suggestion had expired is taken too. A value that is not finite makes the trial fail as `nonFinite`.
    ///
    /// - Throws: `StoreError.badTell` if an objective is missing or the trial is not one that was asked for, or has
    ///   been told before.
    public func tell(trial number: Int, values: [String: Double]) async throws -> Trial {
        try await tell(trial: number, attempt: nil, values: values)
    }

    /// The same from the worker of an attempt: refused once another attempt was begun.
    package func tell(trial number: Int, attempt: Int?, values: [String: Double]) async throws -> Trial {
        let objectives = study.description.objectives
        let wanted = study.description.reportedMetrics
        for metric in wanted where values[metric] == nil {
            let hint = NearestName.hint(for: metric, among: values.keys.sorted())
            let example = wanted.map { "\($0)=0.31" }.joined(separator: " ")
            throw StoreError.badTell(
                trial: number,
                problem: "\(metric) is missing\(hint) Write: hone tell \(study.name) \(number) \(example)")
        }
        let names = Set(objectives.map(\.metric))
        var outcome = TrialOutcome(
            state: .complete, values: objectives.compactMap { values[$0.metric] },
            metrics: values.filter { !names.contains($0.key) && $0.value.isFinite }, valueSource: "told")
        if let bad = objectives.first(where: { values[$0.metric]?.isFinite != true }) {
            outcome.state = .failed
            outcome.values = []
            outcome.failure = TrialFailure(.nonFinite, "\(bad.metric) was told as \(values[bad.metric] ?? .nan)")
        }
        return try await tell(number, attempt: attempt, outcome)
    }

    /// Takes a step of a trial that was asked for.
    ///
    /// - Returns: why the trial should be given up, if the study's pruner says so; then it is to be told as pruned.
    /// - Throws: `StoreError.badTell` if the first objective is missing, or the trial is not one that runs.
    public func report(trial number: Int, step: Int, values: [String: Double]) async throws -> String? {
        try await report(trial: number, attempt: nil, step: step, values: values)
    }

    /// The same from the worker of an attempt: refused once another attempt was begun.
    package func report(trial number: Int, attempt: Int?, step: Int, values: [String: Double]) async throws -> String? {
        let description = study.description
        let metrics = description.objectives.map(\.metric)
        guard let report = StepReport(step: step, values, of: metrics) else {
            throw StoreError.badTell(
                trial: number,
                problem:
                    "\(description.objective.metric) is missing. Write: hone report \(study.name) \(number) --step \(step) \(description.objective.metric)=0.31"
            )
        }
        while true {
            _ = try await known()
            // Who runs the study knows of all that was asked for.
            if journal.lease == nil { try await readNews() }
            guard let ledger, let trial = ledger.trial(number) else {
                _ = try await journal.store.trial(number, of: study)
                try await readNews()
                continue
            }
            try check(trial)
            try check(trial, attempt: attempt)
            guard trial.state == .running else {
                throw StoreError.badTell(
                    trial: number, problem: "it is \(trial.state.rawValue) and reports no more steps")
            }
            var reported = trial
            try reported.apply(.report(report))
            guard let stored = try await journal.tell(TrialChange(before: trial, after: reported)) else {
                try await readNews()
                continue
            }
            self.ledger?.take([reported])
            noteOwn(stored, [number])
            let decision = description.pruner?.pruner.decision(
                for: reported, among: self.ledger?.trials ?? ledger.trials, objectives: description.objectives)
            guard case .stop(let reason)? = decision else { return nil }
            return reason
        }
    }

    /// The trial was given up where it ran, at the step that it reported last; where the study's pruner pauses, it waits to be
    /// asked for again.
    public func tellPruned(trial number: Int, reason: String = "told as pruned") async throws -> Trial {
        try await tellPruned(trial: number, attempt: nil, reason: reason)
    }

    package func tellPruned(trial number: Int, attempt: Int?, reason: String) async throws -> Trial {
        let study = study
        return try await tell(number, attempt: attempt) { trial in
            let now = Date().timeIntervalSince1970
            // One that counted as lost meanwhile is not waited for any more.
            if study.description.pruner?.pauses == true, trial.state == .running {
                return .pause(
                    TrialOutcome(state: .pruned, reports: trial.reports, valueSource: "waits: \(reason)"), at: now)
            }
            var outcome = TrialOutcome(state: .pruned, reports: trial.reports, valueSource: "given up: \(reason)")
            if let last = trial.reports.last, last.values.count == study.description.objectives.count,
                last.values.allSatisfy(\.isFinite)
            {
                outcome.values = last.values
            }
            return .finish(outcome, at: now, version: study.version(ofResultOf: trial))
        }
    }

    /// The trial failed where it ran.
    public func tellFailed(trial number: Int, message: String = "told as failed") async throws -> Trial {
        try await tellFailed(trial: number, attempt: nil, TrialFailure(.exit, message))
    }

    package func tellFailed(trial number: Int, attempt: Int?, _ failure: TrialFailure) async throws -> Trial {
        try await tell(number, attempt: attempt, .failed(failure.reason, failure.message))
    }

    private func tell(_ number: Int, attempt: Int?, _ outcome: TrialOutcome) async throws -> Trial {
        let study = study
        return try await tell(number, attempt: attempt) { trial in
            var outcome = outcome
            // Its steps were reported on the way.
            outcome.reports = trial.reports
            return .finish(outcome, at: Date().timeIntervalSince1970, version: study.version(ofResultOf: trial))
        }
    }

    func tell(_ number: Int, attempt: Int?, _ transition: (Trial) -> TrialTransition) async throws -> Trial {
        while true {
            // Who only tells needs the one trial, not all of them.
            let trial: Trial
            if let known = ledger?.trial(number) {
                trial = known
            } else {
                trial = try await journal.store.trial(number, of: study)
            }
            try check(trial)
            try check(trial, attempt: attempt)
            var told = trial
            try told.apply(transition(trial))
            let change = TrialChange(before: trial, after: told)
            guard let stored = try await journal.tell(change) else {
                // Somebody else told it, or gave it up, since it was read.
                if ledger != nil { try await readNews() }
                continue
            }
            ledger?.take([told])
            alive[number] = nil
            noteOwn(stored, [number])
            return told
        }
    }

    func check(_ trial: Trial) throws {
        guard trial.isAsked else {
            throw StoreError.badTell(
                trial: trial.number,
                problem: "it was not asked for but is run by hone run, which reads its value itself")
        }
        guard trial.state != .paused else {
            throw StoreError.badTell(
                trial: trial.number, problem: "it is paused; hone ask \(study.name) says when it goes on")
        }
        guard !trial.state.isFinished || trial.isGivenUp else {
            throw StoreError.badTell(
                trial: trial.number,
                problem: "it was told already (\(trial.state.rawValue)); ask for a new trial: hone ask \(study.name)")
        }
    }

    func check(_ trial: Trial, attempt: Int?) throws {
        guard let attempt, attempt != trial.attempts.count else { return }
        throw StoreError.badTell(
            trial: trial.number,
            problem:
                "attempt \(attempt) is over: its worker was silent for too long, and attempt \(trial.attempts.count) was begun"
        )
    }
}
