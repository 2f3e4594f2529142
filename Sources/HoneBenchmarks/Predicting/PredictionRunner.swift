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

    /// - Parameters:
    ///   - progress: told each result as it comes, from any task.
    ///   - refused: told of each method that does not predict a task, and why; the others go on.
    /// - Throws: `BenchmarkError.predictsNothing`; the first refusal where nothing is left.
    package func run(
        progress: @escaping @Sendable (PredictionRun) -> Void = { _ in },
        refused: @escaping @Sendable (RefusedRun) -> Void = { _ in }
    ) async throws -> [PredictionRun] {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            var waiting = items[...]
            var all = Outcome()
            func add(_ item: BenchmarkSuite.Item) {
                group.addTask { try await predictions(on: item, progress: progress, refused: refused) }
            }
            for _ in 0..<max(1, workers) { waiting.popFirst().map(add) }
            while let finished = try await group.next() {
                all.runs += finished.runs
                all.refusal = all.refusal ?? finished.refusal
                waiting.popFirst().map(add)
            }
            if all.runs.isEmpty, let refusal = all.refusal { throw refusal }
            return all.runs.sorted {
                ($0.method, $0.task, $0.seed, $0.told) < ($1.method, $1.task, $1.seed, $1.told)
            }
        }
    }

    private struct Outcome: Sendable {
        var runs: [PredictionRun] = []
        /// The first one.
        var refusal: (any Error)?
    }

    private func predictions(
        on item: BenchmarkSuite.Item, progress: @Sendable (PredictionRun) -> Void,
        refused: @Sendable (RefusedRun) -> Void
    ) async throws -> Outcome {
        let task = try item.load()
        guard task.function == nil else { throw BenchmarkError.needsRows(task: task.name) }
        var outcome = Outcome()
        for method in methods {
            do {
                for seed in seeds {
                    outcome.runs += try await predictions(method, task, seed: seed, progress: progress)
                }
            } catch {
                if case .predictsNothing = error as? BenchmarkError { throw error }
                guard RefusedRun.canGoOn(after: error) else { throw error }
                refused(RefusedRun(method: method.name, task: task.name, error))
                outcome.refusal = outcome.refusal ?? error
            }
        }
        return outcome
    }

    private func predictions(
        _ method: BenchmarkMethod, _ task: BenchmarkTask, seed: Int, progress: @Sendable (PredictionRun) -> Void
    ) async throws -> [PredictionRun] {
        let exams = counts.compactMap { PredictionExam(task, told: $0, seed: seed, usesDefault: usesDefault) }
        guard !exams.isEmpty else { return [] }
        let artefacts = try method.artefacts(task.identity, seed)
        guard let predictor = try await method.makeOptimizer(task, seed) as? any OutcomePredictor else {
            throw BenchmarkError.predictsNothing(method: method.name)
        }
        var results: [PredictionRun] = []
        for exam in exams {
            try Task.checkCancellation()
            guard let score = try await exam.score(predictor) else { continue }
            let result = PredictionRun(
                method: method.name, task: task.name, family: task.identity.family, dataset: task.identity.dataset,
                seed: seed, told: exam.told, rows: exam.rowCount, score: score, adapter: artefacts.adapter,
                database: artefacts.database)
            results.append(result)
            progress(result)
        }
        return results
    }
}
