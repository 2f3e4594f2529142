import Foundation
import GRDB
import HoneCore

// Each function is one event of a trial's life and one transaction. A lease is given where a process runs the study;
// the transaction fails if the study was taken over meanwhile.
extension TrialStore {
    /// A new trial, waiting to be started.
    package func addTrial(_ suggestion: Suggestion, to study: StoredStudy, lease: StudyLease?) async throws -> Trial {
        let configuration = try Self.encode(suggestion.configuration)
        let record = try Self.encode(suggestion.record)
        return try await change(study, lease) { db in
            let number = try Self.nextNumber(db, study: study.id)
            try db.execute(
                sql: """
                    INSERT INTO trials (study, number, state, descriptionVersion, configuration, suggestion, createdAt)
                    VALUES (?, ?, 'waiting', ?, ?, ?, ?)
                    """,
                arguments: [study.id, number, study.version, configuration, record, Date().timeIntervalSince1970])
            return Trial(
                number: number, configuration: suggestion.configuration, suggestion: suggestion.record,
                descriptionVersion: study.version)
        }
    }

    /// A further attempt of the trial, stored before anything is started; the trial is running from now on.
    package func addAttempt(_ attempt: Attempt, to trial: Int, of study: StoredStudy, lease: StudyLease?) async throws {
        try await change(study, lease) { db in
            try Self.insertAttempt(db, attempt, trial: trial, study: study.id)
            try db.execute(
                sql: "UPDATE trials SET state = 'running' WHERE study = ? AND number = ?", arguments: [study.id, trial])
        }
    }

    /// The executor has started the attempt, or found it started.
    package func updateAttempt(_ attempt: Attempt, of trial: Int, in study: StoredStudy, lease: StudyLease?) async throws {
        try await change(study, lease) { db in try Self.updateAttempt(db, attempt, trial: trial, study: study.id) }
    }

    /// An intermediate report of a running trial.
    package func addReport(_ report: StepReport, to trial: Int, of study: StoredStudy, lease: StudyLease?) async throws {
        try await change(study, lease) { db in try Self.insertReports(db, [report], trial: trial, study: study.id) }
    }

    /// The attempt is gone without a result; the trial waits for another one.
    package func requeue(_ trial: Int, lost attempt: Attempt, in study: StoredStudy, lease: StudyLease?) async throws {
        try await change(study, lease) { db in
            try Self.updateAttempt(db, attempt, trial: trial, study: study.id)
            try db.execute(
                sql: "DELETE FROM reports WHERE study = ? AND trial = ?", arguments: [study.id, trial])
            try db.execute(
                sql: "UPDATE trials SET state = 'waiting' WHERE study = ? AND number = ?", arguments: [study.id, trial])
        }
    }

    /// The trial has ended; its values, metrics and reports replace what was stored of them.
    ///
    /// - Parameters:
    ///   - version: the description's version whose objectives the values are.
    ///   - attempt: the attempt that ended it, with its end; nil for a trial that was never started.
    package func finish(
        _ trial: Int, _ outcome: TrialOutcome, version: Int, attempt: Attempt?, in study: StoredStudy,
        lease: StudyLease?
    ) async throws {
        try await change(study, lease) { db in
            if let attempt { try Self.updateAttempt(db, attempt, trial: trial, study: study.id) }
            try Self.storeOutcome(db, outcome, trial: trial, study: study.id)
            try Self.storeVersion(db, version, trial: trial, study: study.id)
        }
    }

    // MARK: - Inside a transaction

    /// One transaction that changes the study's trials.
    func change<Value: Sendable>(
        _ study: StoredStudy, _ lease: StudyLease?, _ body: @Sendable @escaping (Database) throws -> Value
    ) async throws -> Value {
        let path = displayPath
        return try await write { db in
            if let lease { try Self.checkHeld(db, token: lease.token, study: study, path: path) }
            let value = try body(db)
            try Self.touch(db, study: study.id)
            return value
        }
    }

    static func nextNumber(_ db: Database, study: Int64) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT coalesce(max(number) + 1, 0) FROM trials WHERE study = ?", arguments: [study]) ?? 0
    }

    static func insertAttempt(_ db: Database, _ attempt: Attempt, trial: Int, study: Int64) throws {
        try db.execute(
            sql: """
                INSERT INTO attempts (study, trial, ordinal, id, state, startedAt, endedAt)
                SELECT :study, :trial, count(*) + 1, :id, :state, :startedAt, :endedAt
                FROM attempts WHERE study = :study AND trial = :trial
                """,
            arguments: [
                "study": study, "trial": trial, "id": attempt.id, "state": attempt.state.rawValue,
                "startedAt": attempt.startedAt, "endedAt": attempt.endedAt,
            ])
    }

    static func updateAttempt(_ db: Database, _ attempt: Attempt, trial: Int, study: Int64) throws {
        try db.execute(
            sql: """
                UPDATE attempts SET state = ?, startedAt = ?, endedAt = ?
                WHERE study = ? AND trial = ? AND id = ?
                """,
            arguments: [
                attempt.state.rawValue, attempt.startedAt, attempt.endedAt, study, trial, attempt.id,
            ])
    }

    static func insertReports(_ db: Database, _ reports: [StepReport], trial: Int, study: Int64) throws {
        for report in reports {
            try db.execute(
                sql: """
                    INSERT INTO reports (study, trial, position, step, value)
                    SELECT :study, :trial, count(*), :step, :value
                    FROM reports WHERE study = :study AND trial = :trial
                    """,
                arguments: ["study": study, "trial": trial, "step": report.step, "value": report.value])
        }
    }

    static func storeVersion(_ db: Database, _ version: Int, trial: Int, study: Int64) throws {
        try db.execute(
            sql: "UPDATE trials SET descriptionVersion = ? WHERE study = ? AND number = ?",
            arguments: [version, study, trial])
    }

    static func storeOutcome(_ db: Database, _ outcome: TrialOutcome, trial: Int, study: Int64) throws {
        try db.execute(
            sql: """
                UPDATE trials SET state = ?, objectives = ?, valueSource = ?, failureReason = ?, failureMessage = ?,
                    finishedAt = ?, expiresAt = NULL
                WHERE study = ? AND number = ?
                """,
            arguments: [
                outcome.state.rawValue, outcome.values.isEmpty ? nil : try encode(outcome.values), outcome.valueSource,
                outcome.failure?.reason.rawValue, outcome.failure?.message, Date().timeIntervalSince1970, study, trial,
            ])
        try db.execute(sql: "DELETE FROM reports WHERE study = ? AND trial = ?", arguments: [study, trial])
        try db.execute(sql: "DELETE FROM metrics WHERE study = ? AND trial = ?", arguments: [study, trial])
        try insertReports(db, outcome.reports, trial: trial, study: study)
        for (name, value) in outcome.metrics.sorted(by: { $0.key < $1.key }) {
            try db.execute(
                sql: "INSERT INTO metrics (study, trial, name, value) VALUES (?, ?, ?, ?)",
                arguments: [study, trial, name, value])
        }
    }
}
