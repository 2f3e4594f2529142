import Foundation
import Hone
import HoneCore
import HoneLanguageModel

/// A named list of tasks that are loaded one at a time.
package struct BenchmarkSuite: Sendable {
    /// A task's name and how to load it: a large table takes tens of megabytes while it is used.
    package struct Item: Sendable {
        package let identity: TaskIdentity
        package let load: @Sendable () throws -> BenchmarkTask
        /// The task's best and worst values, without loading its candidates.
        package let scale: @Sendable () throws -> RegretScale

        package init(
            _ identity: TaskIdentity, scale: @escaping @Sendable () throws -> RegretScale,
            load: @escaping @Sendable () throws -> BenchmarkTask
        ) {
            self.identity = identity
            self.scale = scale
            self.load = load
        }

        /// A task that is loaded already.
        package init(_ task: BenchmarkTask) {
            self.init(task.identity, scale: { task.scale }, load: { task })
        }
    }

    package let name: String
    package let items: [Item]

    package init(name: String, items: [Item]) {
        self.name = name
        self.items = items
    }
}

extension BenchmarkSuite {
    package static var tableSuiteNames: [String] { TableCatalog.suites.map(\.family) }

    /// The complete tables of a family: `hpobench`, `hpolib` or `nasbench201`.
    ///
    /// - Throws: `BenchmarkError` for another name.
    package static func tables(_ family: String, home: URL = HoneHome.directory()) throws(BenchmarkError)
        -> BenchmarkSuite
    {
        guard let suite = TableCatalog.suites.first(where: { $0.family == family }) else {
            throw BenchmarkError.unknownSuite(family, known: tableSuiteNames + functionSuiteNames)
        }
        return BenchmarkSuite(
            name: family,
            items: suite.datasets.map { dataset in
                let name = "\(family)/\(dataset)"
                return Item(
                    TaskIdentity(name: name, family: family, dataset: dataset),
                    scale: {
                        let table = try TableCatalog.open(name, home: home)
                        return RegretScale(
                            best: table.best, worst: table.worst, direction: table.objective.direction)
                    },
                    load: { BenchmarkTask(try TableCatalog.open(name, home: home)) })
            })
    }

    /// The tasks of a file of trials, of any kind that `hone db import` takes, or of a trial database: each dataset and model is
    /// one, its candidates the complete trials in the file's order.
    ///
    /// - Parameter spaces: a file of spaces, where the trials do not say them.
    package static func trialsFile(_ path: String, spaces: String? = nil) throws -> BenchmarkSuite {
        var options = ImportOptions()
        options.spaces = spaces
        options.source = "table"
        let entries =
            BenchmarkPast.isDatabase(path)
            ? try TrialDatabase(path: path, creates: false).snapshot().entries
            : try ReadTrials(file: path, options: options).entries
        var names: [String: Int] = [:]
        let tasks = entries.compactMap { entry in
            let name = BenchmarkTask.name(of: entry.task)
            names[name, default: 0] += 1
            // Tasks of one model on one dataset may differ in their metric.
            return BenchmarkTask(entry, name: names[name] == 1 ? name : "\(name)#\(names[name] ?? 1)")
        }
        guard !tasks.isEmpty else { throw BenchmarkError.nothingComplete(file: path) }
        return BenchmarkSuite(name: "table", items: tasks.map { Item($0) })
    }
}

extension BenchmarkTask {
    /// A complete table as a task.
    package init(_ table: BenchmarkTable) {
        let rows = 0..<table.rowCount
        self.init(
            TaskIdentity(name: table.name, family: table.family, dataset: table.task.dataset ?? ""),
            study: Self.study(
                name: table.name, task: table.task, summary: table.summary, space: table.space,
                objective: table.objective),
            configurations: rows.map(table.configuration(at:)), values: rows.map(table.value(at:)))
    }

    /// `table/DATASET/MODEL`; a task that names no dataset goes by its source.
    static func name(of task: PastTask) -> String {
        "table/\(task.task.dataset ?? task.source)/\(task.task.model ?? task.family)"
    }

    /// The complete trials of a task, or nil if it has none.
    init?(_ entry: PastTrialsSnapshot.Entry, name: String) {
        let complete = entry.trials.filter { $0.state == .complete && $0.value?.isFinite == true }
        guard !complete.isEmpty else { return nil }
        self.init(
            TaskIdentity(
                name: name, family: entry.task.family, dataset: entry.task.task.dataset ?? entry.task.source),
            study: Self.study(
                name: name, task: entry.task.task, summary: entry.task.summary, space: entry.task.space,
                objective: entry.task.objective),
            configurations: complete.map(\.configuration), values: complete.compactMap(\.value),
            metrics: complete.map(\.metrics))
    }

    /// The study that stands for a task. It names no dataset: whatever a method knows of that is not from the task.
    private static func study(
        name: String, task: TaskDescription, summary: String?, space: SearchSpace, objective: Objective
    ) -> StudyDescription {
        var task = task
        task.dataset = nil
        return StudyDescription(
            name: name, objectives: [objective], task: task, context: summary, space: space, usesDefault: false)
    }
}
