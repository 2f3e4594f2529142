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

    let journal: Journal
    /// Who waits for the suggestion in hand, so that each asks knowing the ones before it.
    private var isAsking = false
    private var line: [CheckedContinuation<Void, Never>] = []
    /// Until when workers of trials are known to live (seconds since 1970), by number.
    var alive: [Int: Double] = [:]
    /// All trials as of `revision`, once they were needed.
    var ledger: TrialLedger?
    var revision = 0
    /// Later revisions that this one made, while it does not know what others did in between.
    private var ownRevisions: Set<Int> = []
    /// In which revision this one last changed a trial, while that is later than what it knows of others.
    private var ownChanges: [Int: Int] = [:]

    var study: StoredStudy { journal.study }

    /// Asks and tells about a study of a store.
    public init(store: TrialStore, study: StoredStudy) {
        journal = Journal(store: store, study: study, lease: nil)
    }

    /// Asks and tells in the name of the process that runs the study: nobody else may ask then.
    package init(store: TrialStore, study: StoredStudy, lease: StudyLease) {
        journal = Journal(store: store, study: study, lease: lease)
    }

    /// A configuration to try: a new one, or a trial that was paused and goes on, with the steps that it reported.
    ///
    /// - Parameter expiry: seconds after which the suggestion is given up if nothing was told.
    /// - Returns: the trial, running from now on; nil if the space has no more configurations.
    /// - Throws: `StoreError.owned` while a process runs the study, or what the optimiser throws.
    public func ask(using optimizer: any Optimizer, expiresAfter expiry: Double = defaultExpiry) async throws -> Trial?
    {
        guard case .trial(let trial) = try await offer(using: optimizer, Rules(expiry: expiry)) else { return nil }
        return trial
    }

    /// How trials are handed out.
    package struct Rules: Sendable, Hashable {
        /// Seconds after which a trial is given up, or handed out again, if nothing was told.
        package var expiry: Double
        /// Trials at which nothing new is handed out; nil for no limit.
        package var total: Int?
        /// Starts of a trial before it is given up as lost.
        package var starts: Int

        package init(expiry: Double, total: Int? = nil, starts: Int = 1) {
            self.expiry = expiry
            self.total = total
            self.starts = starts
        }
    }

    /// What there is to do for whoever asks.
    package enum Offer: Sendable {
        case trial(Trial)
        /// All trials are handed out, and one may come back.
        case nothingNow
        case nothingMore
    }

    /// A trial to run: one that its worker lost or gave back, one that was paused, or a new one.
    package func offer(using optimizer: any Optimizer, _ rules: Rules) async throws -> Offer {
        let expiry = rules.expiry
        guard expiry > 0 else {
            throw StudyError.badSetting(name: "expiry", problem: "\(expiry.shortestRangeText) s leave no time to tell")
        }
        await waitInLine()
        defer { letNextAsk() }
        while true {
            // As it was when last looked at: what others changed meanwhile is noticed when the suggestion is stored.
            var ledger = try await known()
            let base = revision
            let now = Date().timeIntervalSince1970
            for (number, time) in alive { ledger.extend(number, to: time) }
            let expired = ledger.expire(at: now, starts: rules.starts)
            if let again = ledger.handedBack.min() ?? ledger.dueToGoOn(study.description.pruner?.pruner),
                let change = goOn(again, &ledger, at: now, expiresAt: now + expiry)
            {
                if try await commit(expired + [change], ledger, base) { return .trial(change.after) }
                try await readNews()
                continue
            }
            if let total = rules.total, ledger.countTowardsTotal + ledger.openCount >= total {
                if !expired.isEmpty { try await commit(expired, ledger, base) }
                return ledger.openCount == 0 ? .nothingMore : .nothingNow
            }
            guard let suggestion = try await suggestion(from: ledger, using: optimizer) else {
                if !expired.isEmpty { try await commit(expired, ledger, base) }
                // Nothing is left as far as this one knows; what others gave back meanwhile would be.
                let seen = revision
                try await readNews()
                if revision == seen { return ledger.openCount == 0 ? .nothingMore : .nothingNow }
                continue
            }
            if journal.lease != nil { return .trial(try await handOut(suggestion, rules)) }
            let change = add(suggestion, to: &ledger, at: now, expiry)
            // Another process may have asked meanwhile; then the suggestion is computed anew, knowing the other one's.
            if try await commit(expired + [change], ledger, base) { return .trial(change.after) }
            try await readNews()
        }
    }

    /// Stores a suggestion where nobody else asks: what was told while it was computed does not make it void, as a run's would not be.
    private func handOut(_ suggestion: Suggestion, _ rules: Rules) async throws -> Trial {
        var ledger = try await known()
        let now = Date().timeIntervalSince1970
        for (number, time) in alive { ledger.extend(number, to: time) }
        let expired = ledger.expire(at: now, starts: rules.starts)
        let change = add(suggestion, to: &ledger, at: now, rules.expiry)
        // Before it is stored, so that what is told meanwhile finds it.
        self.ledger = ledger
        do {
            noteOwn(try await journal.commit(expired + [change]), (expired + [change]).map(\.after.number))
        } catch {
            self.ledger = nil
            throw error
        }
        return change.after
    }

    private func add(_ suggestion: Suggestion, to ledger: inout TrialLedger, at now: Double, _ expiry: Double)
        -> TrialChange
    {
        let attempt = Attempt(
            id: "\(Attempt.askedPrefix)\(study.name)/\(ledger.nextNumber)", state: .running, startedAt: now)
        return ledger.add(suggestion, asked: (attempt, now + expiry))
    }

    private func waitInLine() async {
        guard isAsking else {
            isAsking = true
            return
        }
        await withCheckedContinuation { line.append($0) }
    }

    private func letNextAsk() {
        if line.isEmpty { isAsking = false } else { line.removeFirst().resume() }
    }

    private func goOn(_ number: Int, _ ledger: inout TrialLedger, at now: Double, expiresAt: Double) -> TrialChange? {
        let starts = ledger.trial(number)?.attempts.count ?? 0
        let attempt = Attempt(
            id: "\(Attempt.askedPrefix)\(study.name)/\(number)/\(starts + 1)", state: .running, startedAt: now)
        return ledger.goOn(number, attempt, expiresAt: expiresAt)
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
    func known() async throws -> TrialLedger {
        if let ledger { return ledger }
        let (read, revision) = try await journal.ledger()
        ledger = read
        self.revision = revision
        return read
    }

    /// Takes over what other processes changed.
    func readNews() async throws {
        let news = try await journal.news(since: revision)
        // What was read before a change of one's own says nothing new.
        let trials = news.trials.filter { ownChanges[$0.number, default: 0] <= news.revision }
        ledger?.take(trials, expiries: news.expiries)
        revision = max(revision, news.revision)
        forgetKnown()
    }

    /// Notes a revision that this one made: with all before it known, it is as far as this one knows.
    func noteOwn(_ stored: Int?, _ trials: [Int]) {
        guard let stored, stored > revision else { return }
        ownRevisions.insert(stored)
        for number in trials { ownChanges[number] = stored }
        guard ownRevisions.contains(revision + 1) else { return }
        while ownRevisions.contains(revision + 1) { revision += 1 }
        forgetKnown()
    }

    private func forgetKnown() {
        ownRevisions = ownRevisions.filter { $0 > revision }
        ownChanges = ownChanges.filter { $0.value > revision }
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
