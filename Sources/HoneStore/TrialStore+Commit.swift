import Foundation
import GRDB
import HoneCore

extension TrialStore {
    /// Writes what one event changed, as one transaction.
    ///
    /// - Parameters:
    ///   - lease: that of the process that runs the study; the transaction fails if the study was taken over meanwhile.
    ///   - expected: the study's revision that the changes were made from; nil where the lease keeps others out.
    /// - Returns: the study's revision after the change; nil, with nothing written, if it was another one before.
    /// - Throws: `StoreError.leaseLost`; without a lease `StoreError.owned` if a process runs the study and `expected` is
    ///   given.
    @discardableResult
    package func commit(
        _ changes: [TrialChange], to study: StoredStudy, lease: StudyLease?, expecting expected: Int? = nil
    ) async throws -> Int? {
        let path = displayPath
        return try await write { db in
            if let lease { try Self.checkHeld(db, token: lease.token, study: study, path: path) }
            if let expected {
                if lease == nil { try Self.checkNotOwned(db, study: study, path: path) }
                guard try Self.revision(db, of: study) == expected else { return nil }
            }
            let revision = try Self.touch(db, study: study, path: path)
            for change in changes { try Self.write(db, change, study: study.id, revision: revision) }
            return revision
        }
    }

    /// Writes the result of a trial that was asked for: taken whoever runs the study, because it must never be lost.
    ///
    /// - Returns: the study's revision after the change; nil, with nothing written, if the trial had changed since it was
    ///   read.
    package func tell(_ change: TrialChange, of study: StoredStudy) async throws -> Int? {
        let path = displayPath
        return try await write { db in
            guard try Self.isStored(db, change, study: study.id) else { return nil }
            let revision = try Self.touch(db, study: study, path: path)
            try Self.write(db, change, study: study.id, revision: revision)
            return revision
        }
    }

    /// What another process changed since a revision.
    package func news(of study: StoredStudy, since revision: Int) async throws -> StudyNews {
        let path = displayPath
        return try await read { db in
            let current = try Self.revision(db, of: study)
            guard current != revision else { return StudyNews(revision: current) }
            let numbers = try Int.fetchAll(
                db, sql: "SELECT number FROM trials WHERE study = ? AND revision > ? ORDER BY number",
                arguments: [study.id, revision])
            let reader = TrialReader(
                db, study: study.id, spaces: try Self.fetchSpaces(db, of: study.id, path: path), path: path)
            var news = StudyNews(revision: current)
            for number in numbers { news.trials += try reader.trials(number: number) }
            news.expiries = try Self.fetchExpiries(db, of: study.id, path: path)
            return news
        }
    }

    // MARK: - Inside a transaction

    static func revision(_ db: Database, of study: StoredStudy) throws -> Int {
        let statement = try db.cachedStatement(sql: "SELECT revision FROM studies WHERE id = ?")
        return try Int.fetchOne(statement, arguments: [study.id]) ?? 0
    }

    /// Whether the trial is stored as it was before a change, as far as state, starts and steps go.
    private static func isStored(_ db: Database, _ change: TrialChange, study: Int64) throws -> Bool {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT state, (SELECT COUNT(*) FROM attempts WHERE study = trials.study AND trial = trials.number) AS starts,
                    (SELECT COUNT(*) FROM reports WHERE study = trials.study AND trial = trials.number) AS steps
                FROM trials WHERE study = ? AND number = ?
                """, arguments: [study, change.after.number])
        guard let row, let before = change.before else { return false }
        let (state, starts, steps): (String?, Int?, Int?) = (row["state"], row["starts"], row["steps"])
        return state == before.state.rawValue && starts == before.attempts.count && steps == before.reports.count
    }

    /// Marks that the study changed.
    ///
    /// - Returns: its new revision.
    static func touch(_ db: Database, study: StoredStudy, path: String) throws -> Int {
        let statement = try db.cachedStatement(
            sql: "UPDATE studies SET revision = revision + 1, changedAt = ? WHERE id = ? RETURNING revision")
        guard let revision = try Int.fetchOne(statement, arguments: [Date().timeIntervalSince1970, study.id]) else {
            throw StoreError.noSuchStudy(path: path, name: study.name, known: [])
        }
        return revision
    }

    /// The trial as it is now, in the place of what was stored of it.
    private static func write(_ db: Database, _ change: TrialChange, study: Int64, revision: Int) throws {
        let trial = change.after
        if change.before == nil {
            try insert(db, trial, expiresAt: change.expiresAt, study: study, revision: revision)
        } else {
            try update(db, trial, expiresAt: change.expiresAt, study: study, revision: revision)
        }
        for (index, attempt) in trial.attempts.enumerated() where attempt != change.before?.attempts[safe: index] {
            try store(db, attempt, ordinal: index + 1, trial: trial.number, study: study)
        }
        let known = change.before?.reports ?? []
        if trial.state == .running, trial.reports.count >= known.count {
            try insert(db, trial.reports[known.count...], trial: trial.number, study: study)
        } else if trial.reports != known {
            try remove(db, from: "reports", trial: trial.number, study: study)
            try insert(db, trial.reports[...], trial: trial.number, study: study)
        }
        if trial.metrics != change.before?.metrics ?? [:] {
            try remove(db, from: "metrics", trial: trial.number, study: study)
            try insert(db, trial.metrics, trial: trial.number, study: study)
        }
    }

    private static func insert(_ db: Database, _ trial: Trial, expiresAt: Double?, study: Int64, revision: Int) throws {
        let now = Date().timeIntervalSince1970
        try db.cachedStatement(
            sql: """
                INSERT INTO trials (study, number, state, descriptionVersion, configuration, suggestion, objectives,
                    valueSource, failureReason, failureMessage, createdAt, finishedAt, expiresAt, revision)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            study, trial.number, trial.state.rawValue, trial.descriptionVersion, trial.configuration.json,
            try trial.suggestion.map { try encode($0) }, try numbers(trial.values),
            trial.valueSource, trial.failure?.reason.rawValue, trial.failure?.message, now,
            trial.state.isFinished ? now : nil, expiresAt, revision,
        ])
    }

    /// The objectives' values as JSON; nil where there are none.
    private static func numbers(_ values: [Double]) throws -> String? {
        if values.count == 1, values[0].isFinite { return "[\(values[0])]" }
        return values.isEmpty ? nil : try encode(values)
    }

    private static func update(_ db: Database, _ trial: Trial, expiresAt: Double?, study: Int64, revision: Int) throws {
        try db.cachedStatement(
            sql: """
                UPDATE trials SET state = ?, descriptionVersion = ?, objectives = ?, valueSource = ?, failureReason = ?,
                    failureMessage = ?, finishedAt = ?, revision = ?,
                    expiresAt = CASE WHEN ? THEN NULL ELSE COALESCE(?, expiresAt) END
                WHERE study = ? AND number = ?
                """
        ).execute(arguments: [
            trial.state.rawValue, trial.descriptionVersion, try numbers(trial.values),
            trial.valueSource, trial.failure?.reason.rawValue, trial.failure?.message,
            trial.state.isFinished ? Date().timeIntervalSince1970 : nil, revision,
            trial.state != .running, expiresAt, study, trial.number,
        ])
    }

    private static func store(_ db: Database, _ attempt: Attempt, ordinal: Int, trial: Int, study: Int64) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO attempts (study, trial, ordinal, id, state, startedAt, endedAt, token)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (study, trial, ordinal) DO UPDATE SET state = excluded.state,
                    startedAt = excluded.startedAt, endedAt = excluded.endedAt
                """
        ).execute(arguments: [
            study, trial, ordinal, attempt.id, attempt.state.rawValue, attempt.startedAt, attempt.endedAt,
            attempt.token,
        ])
    }

    private static func insert(_ db: Database, _ reports: ArraySlice<StepReport>, trial: Int, study: Int64) throws {
        for (position, report) in zip(reports.indices, reports) {
            try db.cachedStatement(
                sql: "INSERT INTO reports (study, trial, position, step, value, further) VALUES (?, ?, ?, ?, ?, ?)"
            ).execute(arguments: [
                study, trial, position, report.step, report.value,
                // JSON has no infinity; a step that is not finite in all of them tells less than is lost.
                report.further.allSatisfy(\.isFinite) ? try numbers(report.further) : nil,
            ])
        }
    }

    private static func insert(_ db: Database, _ metrics: [String: Double], trial: Int, study: Int64) throws {
        for (name, value) in metrics.sorted(by: { $0.key < $1.key }) {
            try db.cachedStatement(sql: "INSERT INTO metrics (study, trial, name, value) VALUES (?, ?, ?, ?)")
                .execute(arguments: [study, trial, name, value])
        }
    }

    private static func remove(_ db: Database, from table: String, trial: Int, study: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM \(table) WHERE study = ? AND trial = ?")
            .execute(arguments: [study, trial])
    }
}

/// What changed in a study since a revision.
package struct StudyNews: Sendable {
    package var revision: Int
    package var trials: [Trial] = []
    /// When asked trials are given up (seconds since 1970), by number.
    package var expiries: [Int: Double] = [:]
}

extension Array {
    /// The element, or nil beyond the end.
    fileprivate subscript(safe index: Int) -> Element? { index < count ? self[index] : nil }
}
