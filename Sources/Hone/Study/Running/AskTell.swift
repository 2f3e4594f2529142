import Foundation
import HoneCore
import HoneExecution
import HoneSearch
import HoneStore

/// Suggestions for programs that somebody else runs: ask for a configuration, tell its value.
///
///     let desk = AskTell(store: store, study: study)
///     while let trial = try await desk.ask(using: optimizer) {
///         let loss = try measure(trial.configuration)
///         _ = try await desk.tell(trial: trial.number, values: ["loss": loss])
///     }
///
/// Each call is one short transaction and needs no lease, so any number of processes may ask and tell. While a process
/// runs the study (`hone run`), asking is refused, because two deciders would make the run depend on chance; telling is
/// always taken, because a result must never be lost. It remembers the trials between calls and reads only what
/// others changed meanwhile, so that a call costs the same in a study of any length.
public actor AskTell {
    /// Seconds after which a suggestion that was never told is given up.
    public static let defaultExpiry = 24.0 * 3600

    private let journal: Journal
    /// All trials as of `revision`, once they were needed.
    private var ledger: TrialLedger?
    private var revision = 0

    private var study: StoredStudy { journal.study }

    /// Asks and tells about a study of a store.
    public init(store: TrialStore, study: StoredStudy) {
        journal = Journal(store: store, study: study, lease: nil)
    }

    /// A configuration to try: a new one, or a trial that was paused and goes on, with the steps that it reported.
    ///
    /// - Parameter expiry: seconds after which the suggestion is given up if nothing was told.
    /// - Returns: the trial, running from now on; nil if the space has no more configurations.
    /// - Throws: `StoreError.owned` while a process runs the study, or what the optimiser throws.
    public func ask(using optimizer: any Optimizer, expiresAfter expiry: Double = defaultExpiry) async throws -> Trial?
    {
        guard expiry > 0 else {
            throw StudyError.badSetting(name: "expiry", problem: "\(expiry.shortestRangeText) s leave no time to tell")
        }
        while true {
            // As it was when last looked at: what others changed meanwhile is noticed when the suggestion is stored.
            var ledger = try await known()
            let base = revision
            let now = Date().timeIntervalSince1970
            let expired = ledger.expire(at: now)
            if let paused = ledger.dueToGoOn(study.description.pruner?.pruner) {
                guard let change = goOn(paused, &ledger, at: now, expiresAt: now + expiry) else { return nil }
                if try await commit(expired + [change], ledger, base) { return change.after }
                try await readNews()
                continue
            }
            guard let suggestion = try await suggestion(from: ledger, using: optimizer) else {
                if !expired.isEmpty { try await commit(expired, ledger, base) }
                // Nothing is left as far as this one knows; what others gave back meanwhile would be.
                let seen = revision
                try await readNews()
                if revision == seen { return nil }
                continue
            }
            let attempt = Attempt(
                id: "\(Attempt.askedPrefix)\(study.name)/\(ledger.nextNumber)", state: .running, startedAt: now)
            let change = ledger.add(suggestion, asked: (attempt, now + expiry))
            // Another process may have asked meanwhile; then the suggestion is computed anew, knowing the other one's.
            if try await commit(expired + [change], ledger, base) { return change.after }
            try await readNews()
        }
    }

    /// Takes the values of a trial that was asked for; what is no objective is kept as a metric.
    ///
    /// A trial whose suggestion had expired is taken too. A value that is not finite makes the trial fail as `nonFinite`.
    ///
    /// - Throws: `StoreError.badTell` if an objective is missing or the trial is not one that was asked for, or has
    ///   been told before.
    public func tell(trial number: Int, values: [String: Double]) async throws -> Trial {
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
        return try await tell(number, outcome)
    }

    /// Takes a step of a trial that was asked for.
    ///
    /// - Returns: why the trial should be given up, if the study's pruner says so; then it is to be told as pruned.
    /// - Throws: `StoreError.badTell` if the first objective is missing, or the trial is not one that runs.
    public func report(trial number: Int, step: Int, values: [String: Double]) async throws -> String? {
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
            try await readNews()
            guard let ledger, let trial = ledger.trial(number) else {
                _ = try await journal.store.trial(number, of: study)
                continue
            }
            try check(trial)
            guard trial.state == .running else {
                throw StoreError.badTell(
                    trial: number, problem: "it is \(trial.state.rawValue) and reports no more steps")
            }
            var reported = trial
            try reported.apply(.report(report))
            guard let stored = try await journal.tell(TrialChange(before: trial, after: reported)) else { continue }
            var changed = ledger
            changed.take([reported])
            self.ledger = changed
            if stored == revision + 1 { revision = stored }
            let decision = description.pruner?.pruner.decision(
                for: reported, among: changed.trials, objectives: description.objectives)
            guard case .stop(let reason)? = decision else { return nil }
            return reason
        }
    }

    /// The trial was given up where it ran, at the step that it reported last; where the study's pruner pauses, it waits to be
    /// asked for again.
    public func tellPruned(trial number: Int, reason: String = "told as pruned") async throws -> Trial {
        let trial = try await journal.store.trial(number, of: study)
        var outcome = TrialOutcome(state: .pruned, valueSource: "given up: \(reason)")
        if study.description.pruner?.pauses == true { return try await pause(number, reason) }
        if let last = trial.reports.last, last.values.count == study.description.objectives.count,
            last.values.allSatisfy(\.isFinite)
        {
            outcome.values = last.values
        }
        return try await tell(number, outcome)
    }

    private func pause(_ number: Int, _ reason: String) async throws -> Trial {
        try await tell(number) { trial in
            .pause(
                TrialOutcome(state: .pruned, reports: trial.reports, valueSource: "waits: \(reason)"),
                at: Date().timeIntervalSince1970)
        }
    }

    private func goOn(_ number: Int, _ ledger: inout TrialLedger, at now: Double, expiresAt: Double) -> TrialChange? {
        let starts = ledger.trial(number)?.attempts.count ?? 0
        let attempt = Attempt(
            id: "\(Attempt.askedPrefix)\(study.name)/\(number)/\(starts + 1)", state: .running, startedAt: now)
        return ledger.goOn(number, attempt, expiresAt: expiresAt)
    }

    /// The trial failed where it ran.
    public func tellFailed(trial number: Int, message: String = "told as failed") async throws -> Trial {
        try await tell(number, .failed(.exit, message))
    }

    private func tell(_ number: Int, _ outcome: TrialOutcome) async throws -> Trial {
        let study = study
        return try await tell(number) { trial in
            var outcome = outcome
            // Its steps were reported on the way.
            outcome.reports = trial.reports
            return .finish(outcome, at: Date().timeIntervalSince1970, version: study.version(ofResultOf: trial))
        }
    }

    private func tell(_ number: Int, _ transition: (Trial) -> TrialTransition) async throws -> Trial {
        while true {
            // Who only tells needs the one trial, not all of them.
            let trial: Trial
            if let known = ledger?.trial(number) {
                trial = known
            } else {
                trial = try await journal.store.trial(number, of: study)
            }
            try check(trial)
            let base = revision
            var told = trial
            try told.apply(transition(trial))
            let change = TrialChange(before: trial, after: told)
            guard let stored = try await journal.tell(change) else {
                // Somebody else told it, or gave it up, since it was read.
                if ledger != nil { try await readNews() }
                continue
            }
            // Otherwise others changed something too, which is read when it matters.
            if var ledger, stored == base + 1 {
                ledger.take([told])
                self.ledger = ledger
                revision = stored
            }
            return told
        }
    }

    private func check(_ trial: Trial) throws {
        guard trial.isAsked else {
            throw StoreError.badTell(
                trial: trial.number,
                problem: "it was not asked for but is run by hone run, which reads its value itself")
        }
        guard trial.state != .paused else {
            throw StoreError.badTell(trial: trial.number, problem: "it is paused; hone ask \(study.name) says when it goes on")
        }
        guard !trial.state.isFinished || trial.isGivenUp else {
            throw StoreError.badTell(
                trial: trial.number,
                problem: "it was told already (\(trial.state.rawValue)); ask for a new trial: hone ask \(study.name)")
        }
    }

    private func suggestion(from ledger: TrialLedger, using optimizer: any Optimizer) async throws -> Suggestion? {
        if let own = ledger.ownSuggestion { return own }
        let description = study.description
        let history = ledger.visible
        let suggestions = try await withTaskExecutorPreference(ComputeQueue.shared) {
            try await optimizer.suggest(1, for: description, given: history, seed: description.seed)
        }
        guard let first = suggestions.first else { return nil }
        return Suggestion(try description.space.canonical(first.configuration), first.record.finite)
    }

    // MARK: - What is known

    /// All trials as of `revision`; read once.
    private func known() async throws -> TrialLedger {
        if let ledger { return ledger }
        let (read, revision) = try await journal.ledger()
        ledger = read
        self.revision = revision
        return read
    }

    /// Takes over what other processes changed.
    private func readNews() async throws {
        let news = try await journal.news(since: revision)
        ledger?.take(news.trials, expiries: news.expiries)
        revision = news.revision
    }

    /// - Returns: whether nobody had changed the study meanwhile.
    @discardableResult
    private func commit(_ changes: [TrialChange], _ changed: TrialLedger, _ base: Int) async throws -> Bool {
        guard let stored = try await journal.commit(changes, expecting: base) else { return false }
        ledger = changed
        revision = stored
        return true
    }
}
