import Foundation
import GRDB
import HoneCore
import HoneExecution
import HoneStore

/// Suggestions for programs that somebody else runs: ask for a configuration, tell its value.
///
/// Each call is one short transaction and needs no lease, so any number of processes may ask and tell. While a process
/// runs the study (`hone run`), asking is refused, because two deciders would make the run depend on chance; telling is
/// always taken, because a result must never be lost.
public struct AskTell: Sendable {
    /// Seconds after which a suggestion that was never told is given up.
    public static let defaultExpiry = 24.0 * 3600

    let store: TrialStore
    let study: StoredStudy

    public init(store: TrialStore, study: StoredStudy) {
        self.store = store
        self.study = study
    }

    /// A new configuration to try.
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
            try await store.expireAsked(of: study, lease: nil)
            let history = try await store.history(of: study)
            let versions = Dictionary(
                uniqueKeysWithValues: try await store.descriptions(of: study).map { ($0.version, $0.description) })
            let usable = history.usable(for: study.description, version: study.version, versions: versions).history
            guard let suggestion = try await suggestion(given: usable, all: history, using: optimizer) else {
                return nil
            }
            // Another process may have asked meanwhile; then the suggestion is computed anew, knowing the other one's.
            if let trial = try await store.addAsked(suggestion, to: study, expiry: expiry, revision: history.revision) {
                return trial
            }
        }
    }

    private func suggestion(given usable: TrialHistory, all: TrialHistory, using optimizer: any Optimizer) async throws
        -> Suggestion?
    {
        let description = study.description
        if all.trials.isEmpty, let first = description.defaultSuggestion { return first }
        let suggestions = try await withTaskExecutorPreference(ComputeQueue.shared) {
            try await optimizer.suggest(1, for: description, given: usable, seed: description.seed)
        }
        guard let first = suggestions.first else { return nil }
        return Suggestion(try description.space.canonical(first.configuration), first.record.finite)
    }

    /// Takes the values of a trial that was asked for; what is no objective is kept as a metric.
    ///
    /// A trial whose suggestion had expired is taken too. A value that is not finite makes the trial fail as `nonFinite`.
    ///
    /// - Throws: `StudyError.badTell` if an objective is missing or the trial is not one that was asked for, or has
    ///   been told before.
    public func tell(trial number: Int, values: [String: Double]) async throws -> Trial {
        let objectives = study.description.objectives
        for objective in objectives where values[objective.metric] == nil {
            let hint = NearestName.hint(for: objective.metric, among: values.keys.sorted())
            throw StoreError.badTell(
                trial: number,
                problem:
                    "\(objective.metric) is missing\(hint) Write: hone tell \(study.name) \(number) \(objective.metric)=0.31"
            )
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
        return try await store.tell(number, outcome, of: study)
    }

    /// The trial failed where it ran.
    public func tellFailed(trial number: Int, message: String = "told as failed") async throws -> Trial {
        try await store.tell(number, .failed(.exit, message), of: study)
    }
}
