import Hone
import HoneCore

/// A method that is compared: its name, what it reads, and how its optimiser is made for a task and a seed.
package struct BenchmarkMethod: Sendable {
    package let name: String
    /// What the method reads for a task and a seed: cheap, for it is asked of every run before the first one begins.
    let artefacts: @Sendable (TaskIdentity, _ seed: Int) throws -> Artefacts
    let makeOptimizer: @Sendable (BenchmarkTask, _ seed: Int) async throws -> any Optimizer

    /// - Parameters:
    ///   - artefacts: must throw `BenchmarkError.seen` where what the method reads saw the task's dataset
    ///     (`Artefacts.refuse`).
    package init(
        name: String, artefacts: @escaping @Sendable (TaskIdentity, Int) throws -> Artefacts = { _, _ in Artefacts() },
        makeOptimizer: @escaping @Sendable (BenchmarkTask, Int) async throws -> any Optimizer
    ) {
        self.name = name
        self.artefacts = artefacts
        self.makeOptimizer = makeOptimizer
    }
}

/// Which task is meant, before it is loaded.
package struct TaskIdentity: Sendable, Hashable {
    /// `hpobench/vehicle`, or `table/DATASET/FAMILY` for a task of a trials file.
    package let name: String
    package let family: String
    package let dataset: String

    package init(name: String, family: String, dataset: String) {
        self.name = name
        self.family = family
        self.dataset = dataset
    }
}

/// The hashes of what a method reads.
package struct Artefacts: Sendable, Hashable {
    /// SHA-256 of the adapter's weights.
    package var adapter: String?
    /// Content hash of the database's snapshot.
    package var database: String?

    package init(adapter: String? = nil, database: String? = nil) {
        self.adapter = adapter
        self.database = database
    }

    /// Refuses a snapshot that saw the task's dataset under any of its names.
    package static func refuse(
        _ snapshot: PastTrialsSnapshot, method: String, task: TaskIdentity, aliases: DatasetAliases = .standard
    ) throws(BenchmarkError) {
        if snapshot.saw(dataset: task.dataset, aliases: aliases) {
            throw .seen(method: method, task: task.name, what: "the database \(snapshot.hash.prefix(8))")
        }
    }
}
