import Foundation
import Hone
import HoneCore
import HoneLanguageModel
import HoneModelSearch
import HoneSearch

/// Which adapter the language-model methods use for a task and a seed.
package struct AdapterChoice: Sendable {
    private enum Place: Sendable {
        /// One adapter for everything that it has not seen.
        case one(URL)
        /// `fold{k}-draw{s}` for a table of fold k at seed s.
        case folds(URL, TableSplits, draw: Int?)
    }

    private let place: Place

    /// The same adapter for all tasks; those that it saw are refused.
    package static func one(_ folder: URL) -> AdapterChoice { AdapterChoice(place: .one(folder)) }

    /// A folder of adapters named `fold0-draw0` and so on: a task gets the one that left out its fold.
    ///
    /// - Parameter draw: the draw for every seed; nil: seed s uses draw s.
    package static func folds(in folder: URL, splits: TableSplits, draw: Int? = nil) -> AdapterChoice {
        AdapterChoice(place: .folds(folder, splits, draw: draw))
    }

    package func folder(for task: TaskIdentity, seed: Int) throws(BenchmarkError) -> URL {
        switch place {
        case .one(let folder): return folder
        case .folds(let folder, let splits, let draw):
            guard let fold = splits.fold(of: task.name) else {
                throw .noAdapter(task: task.name, folder: folder.path, problem: "the task is in no fold")
            }
            let name = "fold\(fold)-draw\(draw ?? seed)"
            let adapter = folder.appendingPathComponent(name, isDirectory: true)
            guard FileManager.default.fileExists(atPath: adapter.path) else {
                throw .noAdapter(task: task.name, folder: folder.path, problem: "there is no \(name)")
            }
            return adapter
        }
    }
}

/// Adapters that are loaded, the latest few: each takes some 250 MB. An actor because tasks of several folds run at once.
private actor AdapterShelf {
    private let baseModel: URL
    private let capacity: Int
    private var loaded: [(folder: URL, adapter: LoadedAdapter)] = []

    init(baseModel: URL, capacity: Int) {
        self.baseModel = baseModel
        self.capacity = capacity
    }

    func adapter(in folder: URL) throws -> LoadedAdapter {
        if let index = loaded.firstIndex(where: { $0.folder == folder }) {
            let entry = loaded.remove(at: index)
            loaded.append(entry)
            return entry.adapter
        }
        // Scores stay in memory: a benchmark's seconds shall not depend on what ran before it.
        let adapter = try LoadedAdapter(folder: folder, baseModel: baseModel, scoreFolder: nil)
        if loaded.count >= capacity { loaded.removeFirst() }
        loaded.append((folder, adapter))
        return adapter
    }
}

extension BenchmarkMethod {
    /// `lm` or `lm-only` with adapters; a task whose dataset an adapter saw is refused.
    ///
    /// - Parameters:
    ///   - workers: adapters that are in use at a time.
    ///   - past: past tasks beside those that the adapter keeps, as `hone run` has them; nil for none.
    ///   - allowsSeenDataset: whether a task may run whose dataset the adapter saw.
    package static func languageModel(
        _ name: String, adapters: AdapterChoice, baseModel: URL, workers: Int, past: BenchmarkPast? = nil,
        allowsSeenDataset: Bool = false
    ) -> BenchmarkMethod {
        let shelf = AdapterShelf(baseModel: baseModel, capacity: max(1, workers))
        return BenchmarkMethod(
            name: name,
            artefacts: { task, seed in
                let folder = try adapters.folder(for: task, seed: seed)
                let record = try FineTuningRecord(contentsOf: folder)
                let card = try Adapter.card(in: folder)
                if !allowsSeenDataset {
                    try Artefacts.refuse(record, hash: card.weightsHash, method: name, task: task)
                }
                return Artefacts(adapter: card.weightsHash, database: past?.hash ?? record.snapshotHash)
            },
            makeOptimizer: { task, seed in
                var registry = OptimizerRegistry()
                registry.register(
                    try await shelf.adapter(in: try adapters.folder(for: task.identity, seed: seed)).prior,
                    past: past?.known(of: task).ownFamilies ?? [])
                var study = task.study
                study.optimizer = OptimizerChoice(name: name)
                return try registry.optimizer(for: study, source: task.source)
            })
    }
}

extension Artefacts {
    /// Refuses an adapter that was trained on the task's dataset under any of its names.
    package static func refuse(
        _ adapter: FineTuningRecord, hash: String, method: String, task: TaskIdentity,
        aliases: DatasetAliases = .standard
    ) throws(BenchmarkError) {
        if adapter.saw(dataset: task.dataset, aliases: aliases) {
            throw .seen(method: method, task: task.name, what: "the adapter \(hash.prefix(8))")
        }
    }
}
