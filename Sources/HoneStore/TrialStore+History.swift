import Foundation
import GRDB
import HoneCore

extension TrialStore {
    /// All trials of the study, as they were suggested and run, whatever version of the description they belong to.
    public func history(of study: StoredStudy) async throws -> TrialHistory {
        let path = displayPath
        return try await read { db in try Self.fetchHistory(db, of: study, path: path) }
    }

    /// All trials of the study as its present description sees them: after an edit that changed the objective, the values
    /// are those of the new one, and trials that did not report it have none. What is shown or passed on comes from here.
    public func currentHistory(of study: StoredStudy) async throws -> TrialHistory {
        let path = displayPath
        return try await read { db in try Self.fetchCurrentHistory(db, of: study, path: path) }
    }

    /// One trial of the study, as its present description sees it.
    ///
    /// - Throws: `StoreError.noSuchTrial` with the numbers there are.
    public func currentTrial(_ number: Int, of study: StoredStudy) async throws -> Trial {
        let versions = Dictionary(
            uniqueKeysWithValues: try await descriptions(of: study).map { ($0.version, $0.description) })
        return try await trial(number, of: study)
            .seen(from: study.description, version: study.version, versions: versions)
    }

    /// One trial of the study, as it was run.
    ///
    /// - Throws: `StoreError.noSuchTrial` with the numbers there are.
    public func trial(_ number: Int, of study: StoredStudy) async throws -> Trial {
        let path = displayPath
        return try await read { db in
            if let trial = try Self.fetchTrials(db, of: study.id, number: number, path: path).first { return trial }
            let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM trials WHERE study = ?", arguments: [study.id])
            throw StoreError.noSuchTrial(path: path, study: study.name, number: number, count: count ?? 0)
        }
    }

    /// The number that the study's history carries; it grows with each change.
    func revision(of study: StoredStudy) async throws -> Int {
        try await read { db in
            try Int.fetchOne(db, sql: "SELECT revision FROM studies WHERE id = ?", arguments: [study.id]) ?? 0
        }
    }

    // MARK: - Inside a transaction

    static func fetchHistory(_ db: Database, of study: StoredStudy, path: String) throws -> TrialHistory {
        let revision = try Int.fetchOne(db, sql: "SELECT revision FROM studies WHERE id = ?", arguments: [study.id])
        return TrialHistory(
            trials: try fetchTrials(db, of: study.id, number: nil, path: path), revision: revision ?? study.revision)
    }

    static func fetchCurrentHistory(_ db: Database, of study: StoredStudy, path: String) throws -> TrialHistory {
        let versions = Dictionary(
            uniqueKeysWithValues: try fetchDescriptions(db, of: study.id, path: path).map {
                ($0.version, $0.description)
            })
        return try fetchHistory(db, of: study, path: path)
            .seen(from: study.description, version: study.version, versions: versions)
    }

    /// The trials in the order of their numbers; one of them where a number is given.
    static func fetchTrials(_ db: Database, of study: Int64, number: Int?, path: String) throws -> [Trial] {
        let spaces = Dictionary(
            uniqueKeysWithValues: try fetchDescriptions(db, of: study, path: path).map {
                ($0.version, $0.description.space)
            })
        let filter = number == nil ? "study = ?" : "study = ? AND trial = ?"
        let arguments: StatementArguments = number.map { [study, $0] } ?? [study]
        let attempts = Dictionary(
            grouping: try Row.fetchAll(
                db, sql: "SELECT * FROM attempts WHERE \(filter) ORDER BY trial, ordinal", arguments: arguments)
        ) { $0["trial"] as Int }
        let reports = Dictionary(
            grouping: try Row.fetchAll(
                db, sql: "SELECT * FROM reports WHERE \(filter) ORDER BY trial, position", arguments: arguments)
        ) { $0["trial"] as Int }
        let metrics = Dictionary(
            grouping: try Row.fetchAll(db, sql: "SELECT * FROM metrics WHERE \(filter)", arguments: arguments)
        ) { $0["trial"] as Int }
        let rows = try Row.fetchAll(
            db,
            sql:
                "SELECT * FROM trials WHERE \(number == nil ? "study = ?" : "study = ? AND number = ?") ORDER BY number",
            arguments: arguments)
        return try rows.map { row in
            var trial = try decodeTrial(row, spaces: spaces, path: path)
            trial.attempts = (attempts[trial.number] ?? []).compactMap(decodeAttempt)
            trial.reports = (reports[trial.number] ?? []).map {
                StepReport(step: $0["step"], value: $0["value"] ?? .nan)
            }
            for metric in metrics[trial.number] ?? [] { trial.metrics[metric["name"]] = metric["value"] ?? .nan }
            return trial
        }
    }

    private static func decodeTrial(_ row: Row, spaces: [Int: SearchSpace], path: String) throws -> Trial {
        let number: Int = row["number"]
        let place = "trial \(number)"
        let version: Int = row["descriptionVersion"]
        guard let state = TrialState(rawValue: row["state"]) else {
            throw StoreError.unreadable(path: path, place: place, detail: "its state is \(row["state"] as String)")
        }
        var configuration = try decode(Configuration.self, from: row["configuration"], place: place, path: path)
        if let space = spaces[version] {
            // JSON tells 1.0 from 1 no better than it must; the domain does.
            for (name, value) in configuration.values {
                configuration[name] = space[name]?.domain.canonical(value) ?? value
            }
        }
        let suggestion: String? = row["suggestion"]
        let objectives: String? = row["objectives"]
        let reason = (row["failureReason"] as String?).flatMap(TrialFailure.Reason.init(rawValue:))
        return Trial(
            number: number, state: state, configuration: configuration,
            suggestion: try suggestion.map { try decode(SuggestionRecord.self, from: $0, place: place, path: path) },
            descriptionVersion: version,
            values: try objectives.map { try decode([Double].self, from: $0, place: place, path: path) } ?? [],
            failure: reason.map { TrialFailure($0, row["failureMessage"] ?? "") }, valueSource: row["valueSource"])
    }

    private static func decodeAttempt(_ row: Row) -> Attempt? {
        guard let state = Attempt.State(rawValue: row["state"]) else { return nil }
        return Attempt(
            id: row["id"], state: state, startedAt: row["startedAt"], endedAt: row["endedAt"])
    }
}
