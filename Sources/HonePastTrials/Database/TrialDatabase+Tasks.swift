import Foundation
import GRDB
import HoneCore

extension TrialDatabase {
    private static let insertSQL =
        "INSERT INTO task (family, dataset, fingerprint, description, id) VALUES (?, ?, ?, ?, ?)"
    private static let updateSQL =
        "UPDATE task SET family = ?, dataset = ?, fingerprint = ?, description = ? WHERE id = ?"

    /// Stores the entry's task, or joins it with the stored one of its id: a space that was guessed grows with the values,
    /// a stated one takes its place, and the entry's and the stored trials are written as the joint space writes them.
    ///
    /// - Returns: whether the task was new.
    func insert(_ entry: inout PastTrialsSnapshot.Entry, into database: Database) throws -> Bool {
        let row = try Row.fetchOne(
            database, sql: "SELECT description FROM task WHERE id = ?", arguments: [entry.task.id])
        guard let row else {
            try write(entry.task, sql: Self.insertSQL, into: database)
            return true
        }
        let known = try Self.task(from: String.fromDatabaseValue(row[0]) ?? "", path: path)
        guard known.objective == entry.task.objective, known.family == entry.task.family else {
            throw conflict(entry.task, "with another objective or family")
        }
        var joint = known
        joint.fingerprint = known.fingerprint ?? entry.task.fingerprint
        if known.space.hasSameConfigurations(as: entry.task.space) {
            // Words for a parameter are told anew with every import; its trials stay what they are.
            joint.space = known.space.described(as: entry.task.space)
        } else {
            try join(&joint, with: &entry, in: database)
        }
        if joint != known { try write(joint, sql: Self.updateSQL, into: database) }
        entry.task = joint
        return false
    }

    private func join(_ joint: inout PastTask, with entry: inout PastTrialsSnapshot.Entry, in database: Database) throws
    {
        guard joint.isSpaceInferred == true else {
            throw conflict(
                entry.task,
                entry.task.isSpaceInferred == true
                    ? "with a space that was stated, and this one was guessed from the values"
                    : "with another search space")
        }
        let stored = try trials(of: joint, in: database)
        let canonical: (HoneCore.Configuration) throws -> HoneCore.Configuration
        do {
            if entry.task.isSpaceInferred == true {
                let names = joint.space.parameters.map(\.name)
                let added = entry.task.space.parameters.map(\.name).filter { !names.contains($0) }
                let inferred = try InferredSpace(
                    names: names + added, (stored + entry.trials).map(\.configuration))
                joint.space = inferred.space
                canonical = inferred.canonical
            } else {
                joint.space = entry.task.space
                joint.isSpaceInferred = nil
                canonical = entry.task.space.canonical
            }
            for trial in stored {
                var written = trial
                written.configuration = try canonical(trial.configuration)
                if written != trial { try update(written, of: joint.id, in: database) }
            }
            for index in entry.trials.indices {
                entry.trials[index].configuration = try canonical(entry.trials[index].configuration)
            }
        } catch let error as SpaceError {
            throw conflict(entry.task, "and its trials do not fit one space with these (\(error))")
        }
    }

    private func conflict(_ task: PastTask, _ how: String) -> TrialDatabaseError {
        TrialDatabaseError(
            .conflict, place: path, problem: "task \(task.id) is there already \(how)",
            remedy: "import it under another --source, or with the space of before (--spaces) (nothing was imported)")
    }

    private func write(_ task: PastTask, sql: String, into database: Database) throws {
        let text = try ExactJSONEncoder().text(of: task)
        try database.execute(
            sql: sql, arguments: [task.family, task.task.dataset, task.fingerprint, text, task.id])
    }

    static func task(from text: String, path: String) throws -> PastTask {
        do {
            return try ExactJSONDecoder.decode(PastTask.self, from: text.utf8)
        } catch {
            throw TrialDatabaseError(
                .damaged, place: path, problem: "the description of a task cannot be read: \(error)",
                remedy: "move the database away and import again")
        }
    }
}
