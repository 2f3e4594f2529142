import Hone
import HoneCore
import HoneSearch

extension BenchmarkMethod {
    /// `transfer` with the past tasks that adapters keep; a task whose dataset an adapter saw is refused. Weights are not read.
    package static func transfer(adapters: AdapterChoice, allowsSeenDataset: Bool = false) -> BenchmarkMethod {
        BenchmarkMethod(
            name: OptimizerRegistry.transferName,
            artefacts: { task, seed in
                let folder = try adapters.folder(for: task, seed: seed)
                let record = try FineTuningRecord(contentsOf: folder)
                let card = try Adapter.card(in: folder)
                if !allowsSeenDataset {
                    try Artefacts.refuse(
                        record, hash: card.weightsHash, method: OptimizerRegistry.transferName, task: task)
                }
                return Artefacts(database: record.snapshotHash)
            },
            makeOptimizer: { task, seed in
                let record = try FineTuningRecord(contentsOf: try adapters.folder(for: task.identity, seed: seed))
                return JointOptimizer(
                    OptimizerRegistry.transferName, model: nil, past: record.families,
                    source: task.source)
            })
    }

    /// `transfer` with the past of all methods.
    package static func transfer(past: BenchmarkPast) -> BenchmarkMethod {
        BenchmarkMethod(
            name: OptimizerRegistry.transferName,
            artefacts: { _, _ in Artefacts(database: past.hash) },
            note: { task, _ in
                past.known(of: task).families.contains { $0.surfaces != nil } ? nil : TaskPast.none
            },
            makeOptimizer: { task, _ in past.known(of: task).transfer(task) })
    }
}
