import Hone
import HoneCore

/// A method that is compared: its name, what it reads, and how its optimiser is made for a task and a seed.
package struct BenchmarkMethod: Sendable {
    package let name: String
    /// What the method reads for a task and a seed: cheap, for it is asked of every run before the first one begins.
    let artefacts: @Sendable (TaskIdentity, _ seed: Int) throws -> Artefacts
    /// What a run should say of itself: that a method had nothing to read and went on without, what `auto` chose.
    let note: @Sendable (BenchmarkTask, _ seed: Int) async throws -> String?
    let makeOptimizer: @Sendable (BenchmarkTask, _ seed: Int) async throws -> any Optimizer

    /// - Parameters:
    ///   - artefacts: must throw `BenchmarkError.seen` where what the method reads saw the task's dataset
    ///     (`Artefacts.refuse`).
    package init(
        name: String, artefacts: @escaping @Sendable (TaskIdentity, Int) throws -> Artefacts = { _, _ in Artefacts() },
        note: @escaping @Sendable (BenchmarkTask, Int) async throws -> String? = { _, _ in nil },
        makeOptimizer: @escaping @Sendable (BenchmarkTask, Int) async throws -> any Optimizer
    ) {
        self.name = name
        self.artefacts = artefacts
        self.note = note
        self.makeOptimizer = makeOptimizer
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
