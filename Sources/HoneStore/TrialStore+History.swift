import Foundation
import GRDB
import HoneCore

extension TrialStore {
    /// All trials of the study, as they were suggested and run, whatever version of the description they belong to.
    public func history(of study: StoredStudy) async throws -> TrialHistory {
        let path = displayPath
        return try await read { db in try Self.fetchHistory(db, of: study, path: path) }
    }

    /// All trials, and when those that were asked for and not told are given up (seconds since 1970).
    package func historyAndExpiries(of study: StoredStudy) async throws -> (TrialHistory, [Int: Double]) {
        let path = displayPath
        return try await read { db in
            (
                try Self.fetchHistory(db, of: study, path: path),
                try Self.fetchExpiries(db, of: study.id, path: path)
            )
        }
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
            let spaces = try Self.fetchSpaces(db, of: study.id, path: path)
            let found = try TrialReader(db, study: study.id, spaces: spaces, path: path).trials(number: number)
            if let trial = found.first { return trial }
            let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM trials WHERE study = ?", arguments: [study.id])
            throw StoreError.noSuchTrial(path: path, study: study.name, number: number, count: count ?? 0)
        }
    }

    // MARK: - Inside a transaction

    static func fetchHistory(_ db: Database, of study: StoredStudy, path: String) throws -> TrialHistory {
        let reader = TrialReader(
            db, study: study.id, spaces: try fetchSpaces(db, of: study.id, path: path), path: path)
        return TrialHistory(trials: TrialList(try reader.trials()), revision: try revision(db, of: study))
    }

    static func fetchCurrentHistory(_ db: Database, of study: StoredStudy, path: String) throws -> TrialHistory {
        let versions = Dictionary(
            uniqueKeysWithValues: try fetchDescriptions(db, of: study.id, path: path).map {
                ($0.version, $0.description)
            })
        return try fetchHistory(db, of: study, path: path)
            .seen(from: study.description, version: study.version, versions: versions)
    }

    /// The search spaces of a study's descriptions, by version.
    static func fetchSpaces(_ db: Database, of study: Int64, path: String) throws -> [Int: SearchSpace] {
        Dictionary(
            uniqueKeysWithValues: try fetchDescriptions(db, of: study, path: path).map {
                ($0.version, $0.description.space)
            })
    }

    /// When asked trials that were not told yet are given up.
    static func fetchExpiries(_ db: Database, of study: Int64, path: String) throws -> [Int: Double] {
        var expiries: [Int: Double] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT number, expiresAt FROM trials WHERE study = ? AND state = 'running' AND expiresAt IS NOT NULL",
            arguments: [study])
        while let row = try rows.next() {
            let cells = StoredRow(row, ["number", "expiresAt"], path: path) { "a trial" }
            expiries[try cells[0].integer()] = try cells[1].number()
        }
        return expiries
    }
}
