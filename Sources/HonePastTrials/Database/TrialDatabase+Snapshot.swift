import Foundation
import GRDB
import HoneCore

extension TrialDatabase {
    /// What a run may read: every task and trial but those left out, in a fixed order, named by its content's hash.
    ///
    /// Leave-outs apply over all names of a dataset (`DatasetAliases.standard` and those added to the database) and over
    /// fingerprints. A trial that two sources hold stands once (`SharedTrials`). The hash depends on the records alone, not on the order of imports.
    public func snapshot(leavingOut leaveOuts: [LeaveOut] = []) throws -> PastTrialsSnapshot {
        let entries = try reading { database in
            let aliases = try aliases(in: database)
            let tasks = try tasks(in: database)
            let rule = LeaveOutRule(leaveOuts, among: tasks, aliases: aliases)
            let entries = try tasks.filter { !rule.leavesOut($0) }.map { task in
                PastTrialsSnapshot.Entry(task: task, trials: try trials(of: task, in: database))
            }
            return SharedTrials(aliases: aliases).takenOut(of: entries)
        }
        return PastTrialsSnapshot(entries: entries, leavingOut: leaveOuts)
    }

    /// The tasks that a study may learn from, with their trials; others' trials are not read.
    ///
    /// - Parameter isWanted: whether a task counts.
    public func snapshot(of isWanted: @Sendable (PastTask) -> Bool) throws -> PastTrialsSnapshot {
        let entries = try reading { database in
            try tasks(in: database).filter(isWanted).map { task in
                PastTrialsSnapshot.Entry(task: task, trials: try trials(of: task, in: database))
            }
        }
        return PastTrialsSnapshot(entries: entries, leavingOut: [])
    }

    /// The known names of datasets, with those added to this database.
    public func aliases() throws -> DatasetAliases { try reading { try aliases(in: $0) } }

    /// The tasks that the leave-outs take away, with the number of their trials.
    public func leftOut(by leaveOuts: [LeaveOut]) throws -> [(task: PastTask, trials: Int)] {
        let taken = try reading { database in
            let tasks = try tasks(in: database)
            let rule = LeaveOutRule(leaveOuts, among: tasks, aliases: try aliases(in: database))
            return try tasks.filter(rule.leavesOut).map { task in
                let count = try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM trial WHERE task = ?", arguments: [task.id])
                return Counted(task: task, trials: count ?? 0)
            }
        }
        return taken.map { ($0.task, $0.trials) }
    }

    private struct Counted: Sendable {
        var task: PastTask
        var trials: Int
    }

    func tasks(in database: Database) throws -> [PastTask] {
        try Row.fetchAll(database, sql: "SELECT description FROM task ORDER BY id").map { row in
            try Self.task(from: String.fromDatabaseValue(row[0]) ?? "", path: path)
        }
    }

    func trials(of task: PastTask, in database: Database) throws -> [PastTrial] {
        let rows = try Row.fetchCursor(database, sql: TrialRow.selection, arguments: [task.id])
        var trials: [PastTrial] = []
        while let row = try rows.next() { trials.append(try TrialRow(row, task: task.id, path: path).trial()) }
        return trials
    }

    private func aliases(in database: Database) throws -> DatasetAliases {
        var aliases = DatasetAliases.standard
        for row in try Row.fetchAll(database, sql: "SELECT name, dataset FROM datasetName ORDER BY name") {
            guard case .string(let name) = (row[0] as DatabaseValue).storage,
                case .string(let dataset) = (row[1] as DatabaseValue).storage
            else {
                throw TrialDatabaseError(
                    .damaged, place: path, problem: "the list of datasets' names is damaged",
                    remedy: "move the database away and import again")
            }
            aliases.join([name, dataset])
        }
        return aliases
    }
}

extension PastTrialsSnapshot {
    /// A snapshot of the entries, sorted and hashed.
    init(entries: [Entry], leavingOut leaveOuts: [LeaveOut]) {
        var sorted = entries.sorted { $0.task.id.utf8.lexicographicallyPrecedes($1.task.id.utf8) }
        for index in sorted.indices {
            sorted[index].trials.sort { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        }
        self.init(entries: sorted, hash: SnapshotHash.of(sorted), leftOut: leaveOuts.map(\.description).sorted())
    }

    /// The snapshot without some tasks.
    ///
    /// - Parameter words: what is noted instead of each task's name.
    package func leavingOut(tasks ids: Set<String>, saying words: String? = nil) -> PastTrialsSnapshot {
        let out = entries.filter { ids.contains($0.task.id) }
        return replacing(
            entries.filter { !ids.contains($0.task.id) },
            leftOut: words.map { [$0] } ?? out.map { "task \($0.task.readableName)" })
    }

    /// The snapshot with another one's tasks; of tasks in both, this one's.
    package func joined(with other: PastTrialsSnapshot) -> PastTrialsSnapshot {
        let own = Set(entries.map(\.task.id))
        let all = (entries + other.entries.filter { !own.contains($0.task.id) })
            .sorted { $0.task.id.utf8.lexicographicallyPrecedes($1.task.id.utf8) }
        return PastTrialsSnapshot(
            entries: all, hash: SnapshotHash.of(all), leftOut: Set(leftOut + other.leftOut).sorted())
    }

    /// The snapshot with other trials of a task.
    package func replacing(_ id: String, with entry: Entry) -> PastTrialsSnapshot {
        replacing(
            entries.map { $0.task.id == id ? entry : $0 }, leftOut: ["some trials of task \(entry.task.readableName)"])
    }

    private func replacing(_ entries: [Entry], leftOut more: [String]) -> PastTrialsSnapshot {
        PastTrialsSnapshot(entries: entries, hash: SnapshotHash.of(entries), leftOut: (leftOut + more).sorted())
    }

    /// Trials of all tasks.
    public var trialCount: Int { entries.reduce(0) { $0 + $1.trials.count } }

    /// The datasets with trials in the snapshot, under the name that stands for each, sorted.
    public func datasets(aliases: DatasetAliases = .standard) -> [String] {
        Set(entries.compactMap { $0.task.task.dataset.map(aliases.group(of:)) }).sorted()
    }

    /// The programs, sorted.
    public var families: [String] { Set(entries.map(\.task.family)).sorted() }

    /// Whether the snapshot holds a trial on the dataset, under any of its names or with its fingerprint.
    ///
    /// A task without a dataset's name could be on any, so it counts as having seen every dataset.
    public func saw(
        dataset: String, fingerprint: String? = nil, aliases: DatasetAliases = .standard
    ) -> Bool {
        var leaveOuts: [LeaveOut] = [.dataset(dataset)]
        if let fingerprint { leaveOuts.append(.fingerprint(fingerprint)) }
        let rule = LeaveOutRule(leaveOuts, among: entries.map(\.task), aliases: aliases)
        return entries.contains { !$0.trials.isEmpty && rule.leavesOut($0.task) }
    }
}
