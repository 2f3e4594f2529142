import Foundation
import GRDB
import HoneCore

/// What an import did.
public struct ImportSummary: Sendable, Hashable, Codable {
    /// Tasks that were not there before.
    public var newTasks = 0
    /// Trials that were not there before.
    public var newTrials = 0
    /// Trials that were there already (by task and trial id) and stayed as they were.
    public var duplicates = 0
    /// Trials of the source that are no use to the database: unfinished ones, for example.
    public var skipped = 0

    public init() {}

    public static func + (a: ImportSummary, b: ImportSummary) -> ImportSummary {
        var sum = a
        sum.newTasks += b.newTasks
        sum.newTrials += b.newTrials
        sum.duplicates += b.duplicates
        sum.skipped += b.skipped
        return sum
    }
}

extension TrialDatabase {
    /// Adds tasks with their trials, all or nothing. A trial that is there already, by its task's id and its own, stays as
    /// it is, so that importing twice changes nothing.
    ///
    /// - Throws: `TrialDatabaseError` (`conflict`) where a task of the same id has another space or objective, and
    ///   (`badInput`) where a trial does not belong to its task's space.
    @discardableResult
    public func add(_ entries: [HoneCore.DatabaseSnapshot.Entry]) throws -> ImportSummary {
        for entry in entries { try Self.check(entry) }
        return try writing { database in
            var summary = ImportSummary()
            for entry in entries {
                if try insert(entry.task, into: database) { summary.newTasks += 1 }
                let inserted = try insert(entry.trials, of: entry.task.id, into: database)
                summary.newTrials += inserted
                summary.duplicates += entry.trials.count - inserted
            }
            return summary
        }
    }

    /// Declares that datasets of these names are one and the same, for all later snapshots.
    public func addAliases(_ names: [String]) throws {
        guard let first = names.first else { return }
        try writing { database in
            for name in names {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO datasetName (name, dataset) VALUES (?, ?)",
                    arguments: [DatasetAliases.normalised(name), DatasetAliases.normalised(first)])
            }
        }
    }

    private static func check(_ entry: HoneCore.DatabaseSnapshot.Entry) throws {
        for trial in entry.trials {
            do {
                _ = try entry.task.space.canonical(trial.configuration)
            } catch {
                throw TrialDatabaseError(
                    .badInput, place: "task \(entry.task.id), trial \(trial.id)", problem: "\(error)",
                    remedy: "Correct the value or the space. Nothing was imported.")
            }
        }
    }

    /// Whether the task was new.
    private func insert(_ task: PastTask, into database: Database) throws -> Bool {
        let stored = try String.fetchOne(
            database, sql: "SELECT description FROM task WHERE id = ?", arguments: [task.id])
        if let stored {
            var known = try Self.task(from: stored, path: path)
            guard known.space == task.space, known.objective == task.objective, known.family == task.family else {
                throw TrialDatabaseError(
                    .conflict, place: path,
                    problem: "task \(task.id) is there already with another search space, objective or family",
                    remedy: "Import it under another --source. Nothing was imported.")
            }
            guard known.fingerprint == nil, task.fingerprint != nil else { return false }
            known.fingerprint = task.fingerprint
            try write(known, sql: Self.updateSQL, into: database)
            return false
        }
        try write(task, sql: Self.insertSQL, into: database)
        return true
    }

    private static let insertSQL =
        "INSERT INTO task (family, dataset, fingerprint, description, id) VALUES (?, ?, ?, ?, ?)"
    private static let updateSQL =
        "UPDATE task SET family = ?, dataset = ?, fingerprint = ?, description = ? WHERE id = ?"

    private func write(_ task: PastTask, sql: String, into database: Database) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(task), as: UTF8.self)
        try database.execute(
            sql: sql, arguments: [task.family, task.task.dataset, task.fingerprint, text, task.id])
    }

    /// How many of the trials were new.
    private func insert(_ trials: [PastTrial], of task: String, into database: Database) throws -> Int {
        var count = 0
        for trial in trials {
            try TrialRow(trial, task: task).insert(database)
            count += database.changesCount
        }
        return count
    }

    static func task(from text: String, path: String) throws -> PastTask {
        do {
            return try JSONDecoder().decode(PastTask.self, from: Data(text.utf8))
        } catch {
            throw TrialDatabaseError(
                .damaged, place: path, problem: "the description of a task cannot be read: \(error)",
                remedy: "Move the database away and import again.")
        }
    }
}
