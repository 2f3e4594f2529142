import Foundation
import Hone
import HoneCore
import HoneSearch
import Synchronization

extension BenchmarkMethod {
    /// `transfer` with the past tasks that adapters keep; a task whose dataset an adapter saw is refused. Weights are not read.
    package static func transfer(adapters: AdapterChoice) -> BenchmarkMethod {
        BenchmarkMethod(
            name: OptimizerRegistry.transferName,
            artefacts: { task, seed in
                let folder = try adapters.folder(for: task, seed: seed)
                let record = try FineTuningRecord(contentsOf: folder)
                let card = try Adapter.card(in: folder)
                try Artefacts.refuse(
                    record, hash: card.weightsHash, method: OptimizerRegistry.transferName, task: task)
                return Artefacts(database: record.snapshotHash)
            },
            makeOptimizer: { task, seed in
                let record = try FineTuningRecord(contentsOf: try adapters.folder(for: task.identity, seed: seed))
                return JointOptimizer(
                    OptimizerRegistry.transferName, model: nil, past: record.families,
                    source: .finite(task.candidates))
            })
    }

    /// `transfer` with the trial database, from which each task's dataset is left out under all its names.
    package static func transfer(database: TrialDatabase) -> BenchmarkMethod {
        let shelf = SnapshotShelf(database)
        return BenchmarkMethod(
            name: OptimizerRegistry.transferName,
            artefacts: { task, _ in Artefacts(database: try shelf.snapshot(without: task.dataset).hash) },
            makeOptimizer: { task, _ in
                let entries = try shelf.snapshot(without: task.identity.dataset).entries
                    .filter { ProgramMatch(task.study, $0.task).isUsable }
                let families = Dictionary(grouping: entries, by: \.task.family).sorted { $0.key < $1.key }
                    .flatMap { FamilySummary.groups($0.value) }
                return JointOptimizer(
                    OptimizerRegistry.transferName, model: nil, past: families, source: .finite(task.candidates))
            })
    }
}

/// The database without one dataset, the last few of these. A class for the sake of its lock.
final class SnapshotShelf: Sendable {
    private let database: TrialDatabase
    private let known = Mutex<[String: PastTrialsSnapshot]>([:])
    private static let most = 4

    init(_ database: TrialDatabase) { self.database = database }

    func snapshot(without dataset: String) throws -> PastTrialsSnapshot {
        if let found = known.withLock({ $0[dataset] }) { return found }
        let new = try database.snapshot(leavingOut: [.dataset(dataset)])
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[dataset] = new
        }
        return new
    }
}
