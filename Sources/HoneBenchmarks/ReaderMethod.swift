import Foundation
import Hone
import HoneCore
import HoneFineTuning
import HoneModelSearch
import HoneSearch

extension BenchmarkMethod {
    /// The reader's name among the methods.
    package static let readerName = "reader"

    /// The reader with the past tasks of a database; tasks on a task's own data are left out of these.
    ///
    /// - Parameters:
    ///   - allowsSeenDataset: whether a task may run whose dataset the reader saw with another program.
    ///   - database: nil for no past tasks.
    package static func reader(
        _ reader: LoadedReader, database: TrialDatabase?, allowsSeenDataset: Bool
    ) -> BenchmarkMethod {
        let record = reader.record
        return BenchmarkMethod(
            name: readerName,
            artefacts: { task, _ in
                if !allowsSeenDataset, record.saw(dataset: task.dataset) {
                    throw BenchmarkError.seen(
                        method: readerName, task: task.name, what: "the reader \(record.weightsHash.prefix(8))")
                }
                return Artefacts(adapter: record.weightsHash, database: record.snapshotHash)
            },
            makeOptimizer: { task, _ in
                let past = try database.map { try PastPrograms($0, leavingOut: task.identity.dataset) }
                // Asked once for the task, not for each suggestion.
                let tasks = try past?.tasks(like: task.study) ?? []
                return ReaderOptimizer(
                    readerName, model: reader.model, source: .finite(task.candidates), past: { _ in tasks })
            })
    }
}
