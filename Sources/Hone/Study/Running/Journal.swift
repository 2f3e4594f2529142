import Foundation
import HoneCore
import HoneStore

/// What binds a study's state to its store: one event, one transaction, under the lease of the process that runs the study.
struct Journal: Sendable {
    let store: TrialStore
    let study: StoredStudy
    /// nil for those that ask and tell beside each other.
    let lease: StudyLease?
    /// Seconds that a transaction waits for a store which another process keeps locked.
    var patience = 0.0
    /// Told every few seconds while it waits.
    var onWait: @Sendable (StoreError) -> Void = { _ in }
    /// Whether nobody wants it to wait any longer.
    var isHurried: @Sendable () -> Bool = { false }

    /// All that is stored of the study.
    func ledger() async throws -> (ledger: TrialLedger, revision: Int) {
        try await patiently {
            let versions = Dictionary(
                uniqueKeysWithValues: try await store.descriptions(of: study).map { ($0.version, $0.description) })
            let (history, expiries) = try await store.historyAndExpiries(of: study)
            let ledger = TrialLedger(
                study.description, version: study.version, versions: versions, history: history, expiries: expiries)
            return (ledger, history.revision)
        }
    }

    /// Stores what an event changed.
    ///
    /// - Parameter expected: the revision that the changes were made from, where there is no lease.
    /// - Returns: the new revision; nil, with nothing stored, if the study had changed meanwhile.
    @discardableResult
    func commit(_ changes: [TrialChange], expecting expected: Int? = nil) async throws -> Int? {
        try await patiently {
            try await store.commit(changes, to: study, lease: lease, expecting: expected)
        }
    }

    /// Stores the result of a trial that was asked for, whoever runs the study.
    ///
    /// - Returns: the new revision; nil, with nothing stored, if the trial had changed meanwhile.
    func tell(_ change: TrialChange) async throws -> Int? {
        try await patiently { try await store.tell(change, of: study) }
    }

    /// What other processes changed since a revision.
    func news(since revision: Int) async throws -> StudyNews {
        try await patiently { try await store.news(of: study, since: revision) }
    }

    func storeSettings(_ settings: RunSettings) async throws {
        try await patiently { try await store.storeSettings(settings, of: study, lease: lease) }
    }

    /// Waits for as long as another process keeps the store locked: a backup that takes its time must not end a study that
    /// nobody watches.
    private func patiently<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        let began = ContinuousClock.now
        while true {
            do {
                return try await body()
            } catch let error as StoreError {
                guard case .locked = error, (ContinuousClock.now - began).inSeconds < patience, !isHurried() else {
                    throw error
                }
                onWait(error)
            }
        }
    }
}
