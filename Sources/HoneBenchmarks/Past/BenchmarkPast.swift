import Foundation
import Hone
import HoneCore
import HoneSearch
import Synchronization

/// The past tasks of a benchmark: one for all its methods, whoever they are.
///
///     let past = try BenchmarkPast.installed()
///     let known = past.known(of: task)        // never trials on the task's own data, under whatever name
///
/// A class because what is made of the trials is kept for other seeds and methods.
package final class BenchmarkPast: Sendable {
    /// Content hash of everything that it holds.
    package let hash: String
    private let programs: [PastProgramTasks]
    private let aliases: DatasetAliases
    /// Of the adapter whose past tasks count too.
    let record: FineTuningRecord?
    private let known = Mutex<[String: TaskPast]>([:])
    /// Tasks whose past is kept: those that are being run.
    private static let mostKnown = 8
    let summaries = SummaryShelf()

    /// - Parameters:
    ///   - snapshots: of databases that share no trial.
    ///   - record: of an adapter that keeps past tasks; nil for none.
    package init(
        _ snapshots: [PastTrialsSnapshot], record: FineTuningRecord? = nil, aliases: DatasetAliases = .standard
    ) {
        var seen: Set<String> = []
        // Trials that another database holds under the same id are the same trials.
        programs = PastProgramTasks.all(snapshots.flatMap(\.entries).filter { seen.insert($0.task.id).inserted })
        self.record = record
        self.aliases = aliases
        let parts = snapshots.map(\.hash) + (record.map { [$0.snapshotHash] } ?? [])
        hash = parts.count == 1 ? parts[0] : SHA256.hash(of: Data(parts.joined(separator: "\n").utf8)).hexadecimal
    }

    /// What an installed Hone knows: the user's trial database, the trials of programs that ship, and the past tasks that the
    /// adapter keeps.
    ///
    /// - Throws: `TrialDatabaseError`, `FineTuningError` for what is there and cannot be read; what is missing says nothing.
    package static func installed(
        home: URL = HoneHome.directory(), database: String = TrialDatabase.defaultPath(), adapter: URL?
    ) throws -> BenchmarkPast {
        let paths = [database, TrialDatabase.programsPath(in: home)]
        let databases = try paths.filter(FileManager.default.fileExists(atPath:)).map {
            try TrialDatabase(path: $0, creates: false)
        }
        return BenchmarkPast(
            try databases.map { try $0.snapshot() }, record: try adapter.map(FineTuningRecord.init(contentsOf:)),
            aliases: try databases.first?.aliases() ?? .standard)
    }

    /// The trials of a database, or of a file of any kind that `hone db import` takes, and nothing else.
    package static func file(_ path: String) throws -> BenchmarkPast {
        if Self.isDatabase(path) {
            let database = try TrialDatabase(path: path, creates: false)
            return BenchmarkPast([try database.snapshot()], aliases: try database.aliases())
        }
        let database = try TrialDatabase.inMemory()
        try database.add(try ReadTrials(file: path, options: ImportOptions()).entries)
        return BenchmarkPast([try database.snapshot()])
    }

    /// Whether a file is a database of SQLite.
    static func isDatabase(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        return (try? file.read(upToCount: 15)).map { $0 == Data("SQLite format 3".utf8) } ?? false
    }

    /// What is known of a task's program from other data.
    package func known(of task: BenchmarkTask) -> TaskPast {
        if let found = known.withLock({ $0[task.name] }) { return found }
        let matched = programs.filter { ProgramMatch(task.study, $0.entries[0].task).isUsable }.flatMap(\.entries)
        let rule = LeaveOutRule([.dataset(task.identity.dataset)], among: matched.map(\.task), aliases: aliases)
        let others = matched.filter { !rule.leavesOut($0.task) }
        let sawTask = record?.saw(dataset: task.identity.dataset, aliases: aliases) == true
        let new = TaskPast(others, study: task.study, record: sawTask ? nil : record, shelf: summaries)
        return known.withLock { known in
            if let found = known[task.name] { return found }
            if known.count >= Self.mostKnown { known.removeAll() }
            known[task.name] = new
            return new
        }
    }
}
