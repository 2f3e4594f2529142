import Foundation
import GRDB
import HoneCore

extension TrialStore {
    /// The trials of these numbers.
    package func trials(_ numbers: [Int], of study: StoredStudy) async throws -> [Trial] {
        let path = displayPath
        return try await read { db in
            try numbers.flatMap { try Self.fetchTrials(db, of: study.id, number: $0, path: path) }
        }
    }

    /// A trial that somebody else runs.
    ///
    /// - Parameter revision: that of the history which the suggestion was made from.
    /// - Returns: nil if the study has changed since; then the suggestion is out of date.
    package func addAsked(_ suggestion: Suggestion, to study: StoredStudy, expiry: Double, revision: Int) async throws -> Trial?
    {
        let path = displayPath
        let configuration = try Self.encode(suggestion.configuration)
        let record = try Self.encode(suggestion.record)
        return try await write { db in
            try Self.checkNotOwned(db, study: study, path: path)
            let current = try Int.fetchOne(db, sql: "SELECT revision FROM studies WHERE id = ?", arguments: [study.id])
            guard current == revision else { return nil }
            let now = Date().timeIntervalSince1970
            let number = try Self.nextNumber(db, study: study.id)
            try db.execute(
                sql: """
                    INSERT INTO trials
                    (study, number, state, descriptionVersion, configuration, suggestion, createdAt, expiresAt)
                    VALUES (?, ?, 'running', ?, ?, ?, ?, ?)
                    """,
                arguments: [study.id, number, study.version, configuration, record, now, now + expiry])
            let attempt = Attempt(
                id: "\(Attempt.askedPrefix)\(study.name)/\(number)", state: .running, startedAt: now)
            try Self.insertAttempt(db, attempt, trial: number, study: study.id)
            try Self.touch(db, study: study.id)
            return try Self.fetchTrials(db, of: study.id, number: number, path: path).first
        }
    }

    /// Gives up asked trials that were never told in time: failed, as lost, so that they may be suggested again.
    @discardableResult
    package func expireAsked(of study: StoredStudy, lease: StudyLease?) async throws -> [Int] {
        let now = Date().timeIntervalSince1970
        let due = "study = ? AND state = 'running' AND expiresAt IS NOT NULL AND expiresAt < ?"
        let path = displayPath
        return try await write { db in
            let numbers = try Int.fetchAll(
                db, sql: "SELECT number FROM trials WHERE \(due) ORDER BY number", arguments: [study.id, now])
            guard !numbers.isEmpty else { return [] }
            if let lease { try Self.checkHeld(db, token: lease.token, study: study, path: path) }
            for number in numbers {
                try db.execute(
                    sql: "UPDATE attempts SET state = 'lost', endedAt = ? WHERE study = ? AND trial = ?",
                    arguments: [now, study.id, number])
                try Self.storeOutcome(
                    db, .failed(.lost, "it was asked for and never told in time"), trial: number, study: study.id)
            }
            try Self.touch(db, study: study.id)
            return numbers
        }
    }

    /// Stores what was told about an asked trial.
    package func tell(_ number: Int, _ outcome: TrialOutcome, of study: StoredStudy) async throws -> Trial {
        let path = displayPath
        return try await write { db in
            guard let trial = try Self.fetchTrials(db, of: study.id, number: number, path: path).first else {
                let count = try Self.nextNumber(db, study: study.id)
                throw StoreError.noSuchTrial(path: path, study: study.name, number: number, count: count)
            }
            guard var attempt = trial.attempts.last, attempt.id.hasPrefix(Attempt.askedPrefix) else {
                throw StoreError.badTell(
                    trial: number, problem: "it was not asked for but is run by hone run, which reads its value itself")
            }
            let isExpired = trial.failure?.reason == .lost
            guard !trial.state.isFinished || isExpired else {
                throw StoreError.badTell(
                    trial: number,
                    problem:
                        "it was told already (\(trial.state.rawValue)); ask for a new trial: hone ask \(study.name)")
            }
            attempt.state = .ended
            attempt.endedAt = Date().timeIntervalSince1970
            try Self.updateAttempt(db, attempt, trial: number, study: study.id)
            try Self.storeOutcome(db, outcome, trial: number, study: study.id)
            try Self.storeVersion(db, study.version(ofResultOf: trial), trial: number, study: study.id)
            try Self.touch(db, study: study.id)
            guard let told = try Self.fetchTrials(db, of: study.id, number: number, path: path).first else {
                throw StoreError.noSuchTrial(path: path, study: study.name, number: number, count: 0)
            }
            return told
        }
    }
}
