import Foundation
import GRDB
import HoneCore

extension TrialDatabase {
    /// Adds tasks with their trials, all or nothing.
    ///
    /// A trial that is there already stays as it is, so that importing twice changes nothing: one of its id, in its task,
    /// with its configuration and its end. A trial that was stored as failed or pruned and has another end now gets the
    /// new one. Whatever else shares an id is another trial and is stored beside the first.
    ///
    /// - Throws: `TrialDatabaseError` (`conflict`) where a task of the same id has another space or objective, and
    ///   (`badInput`) where a trial does not belong to its task's space.
    @discardableResult
    public func add(_ entries: [PastTrialsSnapshot.Entry]) throws -> ImportSummary {
        for entry in entries { try Self.check(entry) }
        return try add(checked: entries)
    }

    /// Adds trials that are known to belong to their tasks' spaces.
    func add(checked entries: [PastTrialsSnapshot.Entry]) throws -> ImportSummary {
        try writing { database in
            var summary = ImportSummary()
            for entry in entries {
                var entry = entry
                let isNew = try insert(&entry, into: database)
                if isNew { summary.newTasks += 1 }
                try insert(entry.trials, of: entry.task, isNew: isNew, into: database, &summary)
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

    private static func check(_ entry: PastTrialsSnapshot.Entry) throws {
        for trial in entry.trials {
            do {
                _ = try entry.task.space.canonical(trial.configuration)
            } catch {
                throw TrialDatabaseError(
                    .badInput, place: "task \(entry.task.id), trial \(trial.id)", problem: "\(error)",
                    remedy: "correct the value or the space (nothing was imported)")
            }
        }
    }

    private func insert(
        _ trials: [PastTrial], of task: PastTask, isNew: Bool, into database: Database, _ summary: inout ImportSummary
    ) throws {
        let stored = isNew ? [] : try self.trials(of: task, in: database)
        let insertion = try database.cachedStatement(sql: TrialRow.insertion)
        for step in TrialMatching(stored).steps(for: trials) {
            switch step {
            case .known: summary.duplicates += 1
            case .new(let trial):
                try insertion.execute(arguments: TrialRow.arguments(trial, task: task.id))
                summary.newTrials += 1
            case .update(let trial):
                try update(trial, of: task.id, in: database)
                summary.updated += 1
            }
        }
    }

    func update(_ trial: PastTrial, of task: String, in database: Database) throws {
        try database.cachedStatement(sql: TrialRow.update)
            .execute(arguments: TrialRow.arguments(trial, task: task) + [trial.id])
    }
}
