import Hone
import HoneCore
import HoneNumerics
import HoneSearch

/// Tells methods some trials of a task and has them predict the others.
///
/// A task's rows are shuffled by the seed; the first are told, the last (at most `mostRows`) predicted, so that more trials extend
/// fewer, and all methods see and predict the same.
package struct PredictionRunner: Sendable {
    package var methods: [BenchmarkMethod]
    package var items: [BenchmarkSuite.Item]
    package var seeds: [Int]
    /// Numbers of trials that are told.
    package var counts: [Int]
    /// Whether the default configuration is the first of them.
    package var usesDefault: Bool
    /// Tasks at a time.
    package var workers: Int

    package static let mostRows = 300
    /// With fewer left to predict a task says nothing.
    package static let fewestRows = 8

    package init(
        methods: [BenchmarkMethod], items: [BenchmarkSuite.Item], seeds: [Int], counts: [Int],
        usesDefault: Bool = false,
        workers: Int = 1
    ) {
        self.methods = methods
        self.items = items
        self.seeds = seeds
        self.counts = counts
        self.usesDefault = usesDefault
        self.workers = workers
    }

    /// - Parameter progress: told each result as it comes, from any task.
    /// - Throws: `BenchmarkError.seen` before the first forecast, `BenchmarkError.predictsNothing`.
    package func run(progress: @escaping @Sendable (PredictionRun) -> Void = { _ in }) async throws -> [PredictionRun] {
        for item in items {
            for method in methods {
                for seed in seeds { _ = try method.artefacts(item.identity, seed) }
            }
        }
        return try await withThrowingTaskGroup(of: [PredictionRun].self) { group in
            var waiting = items[...]
            var results: [PredictionRun] = []
            for _ in 0..<max(1, workers) {
                guard let item = waiting.popFirst() else { break }
                group.addTask { try await predictions(on: item, progress: progress) }
            }
            while let finished = try await group.next() {
                results += finished
                if let item = waiting.popFirst() {
                    group.addTask { try await predictions(on: item, progress: progress) }
                }
            }
            return results.sorted {
                ($0.method, $0.task, $0.seed, $0.told) < ($1.method, $1.task, $1.seed, $1.told)
            }
        }
    }

    private func predictions(
        on item: BenchmarkSuite.Item, progress: @Sendable (PredictionRun) -> Void
    ) async throws -> [PredictionRun] {
        let task = try item.load()
        var results: [PredictionRun] = []
        for seed in seeds {
            let exams = counts.compactMap { PredictionExam(task, told: $0, seed: seed, usesDefault: usesDefault) }
            guard !exams.isEmpty else { continue }
            for method in methods {
                let optimizer = try await method.makeOptimizer(task, seed)
                guard let predictor = optimizer as? any OutcomePredictor else {
                    throw BenchmarkError.predictsNothing(method: method.name)
                }
                let artefacts = try method.artefacts(task.identity, seed)
                for exam in exams {
                    try Task.checkCancellation()
                    guard let score = try await exam.score(predictor) else { continue }
                    let result = PredictionRun(
                        method: method.name, task: task.name, family: task.identity.family,
                        dataset: task.identity.dataset, seed: seed, told: exam.told, rows: exam.rowCount, score: score,
                        adapter: artefacts.adapter, database: artefacts.database)
                    results.append(result)
                    progress(result)
                }
            }
        }
        return results
    }
}
