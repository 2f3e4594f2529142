import Foundation
import Hone
import HoneCore
import HoneFineTuning
import HoneModelSearch
import HoneSearch

extension BenchmarkMethod {
    /// The name of the method in which a reader sees the study's own trials.
    package static let readerName = "reader"

    /// `lm`, `lm-only` or `reader` with a reader; a task whose dataset it saw is refused.
    ///
    /// - Parameters:
    ///   - past: of all methods; `lm` alone asks it.
    ///   - allowsSeenDataset: whether a task may run whose dataset the reader saw with another program.
    package static func reading(
        _ name: String, _ reader: LoadedReader, past: BenchmarkPast?, allowsSeenDataset: Bool
    ) -> BenchmarkMethod {
        let record = reader.record
        return BenchmarkMethod(
            name: name,
            artefacts: { task, _ in
                if !allowsSeenDataset, record.saw(dataset: task.dataset) {
                    throw BenchmarkError.seen(
                        method: name, task: task.name, what: "the reader \(record.weightsHash.prefix(8))")
                }
                return Artefacts(adapter: record.weightsHash, database: past?.hash ?? record.snapshotHash)
            },
            makeOptimizer: { task, _ in
                let source = task.source
                if name == readerName { return ReaderOptimizer(name, model: reader.model, source: source) }
                if name == "lm", let past { return past.known(of: task).reading(task, reader.prior) }
                var registry = OptimizerRegistry()
                registry.register(reader.prior)
                var study = task.study
                study.optimizer = OptimizerChoice(name: name)
                return try registry.optimizer(for: study, source: source)
            })
    }
}
