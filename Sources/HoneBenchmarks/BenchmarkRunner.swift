import HoneCore
import HoneNumerics
import HoneSearch

/// Runs methods on tasks over seeds and writes each run as it ends.
///
/// A run is a pure function of method, task and seed, so a benchmark that was stopped goes on where it was: runs that the
/// output holds already are not made again.
package struct BenchmarkRunner: Sendable {
    package var methods: [BenchmarkMethod]
    package var items: [BenchmarkSuite.Item]
    package var seeds: [Int]
    /// Evaluations in a run.
    package var budget: Int
    /// Whether every method is told the task's default configuration first.
    package var usesDefault: Bool
    /// Tasks at a time.
    package var workers: Int

    package init(
        methods: [BenchmarkMethod], items: [BenchmarkSuite.Item], seeds: [Int], budget: Int, usesDefault: Bool = false,
        workers: Int = 2
    ) {
        self.methods = methods
        self.items = items
        self.seeds = seeds
        self.budget = budget
        self.usesDefault = usesDefault
        self.workers = workers
    }

    /// Makes the runs that the file does not hold yet.
    ///
    /// A method that cannot run on a task (what it reads saw the task's data, it cannot take the space) is refused there, and
    /// everything else goes on.
    ///
    /// - Parameters:
    ///   - progress: told each run as it ends, from any task.
    ///   - refused: told each method and task that does not run, once.
    /// - Returns: how many runs were made.
    /// - Throws: what keeps everything from running: an output that cannot be written, runs of other artefacts in it.
    package func run(
        into file: RunFile, progress: @escaping @Sendable (BenchmarkRun) -> Void = { _ in },
        refused: @escaping @Sendable (RefusedRun) -> Void = { _ in }
    ) async throws -> Int {
        var plans: [(item: BenchmarkSuite.Item, runs: [PlannedRun])] = []
        for item in items {
            let runs = try await plan(item, into: file, refused: refused)
            if !runs.isEmpty { plans.append((item, runs)) }
        }
        @Sendable func make(_ plan: (item: BenchmarkSuite.Item, runs: [PlannedRun])) async throws -> Int {
            try await self.make(plan.runs, on: plan.item, into: file, progress: progress, refused: refused)
        }
        return try await withThrowingTaskGroup(of: Int.self) { group in
            var waiting = plans[...]
            var count = 0
            for _ in 0..<max(1, workers) {
                guard let plan = waiting.popFirst() else { break }
                group.addTask { try await make(plan) }
            }
            while let finished = try await group.next() {
                count += finished
                if let plan = waiting.popFirst() {
                    group.addTask { try await make(plan) }
                }
            }
            return count
        }
    }

    private struct PlannedRun: Sendable {
        var method: BenchmarkMethod
        var seed: Int
        var artefacts: Artefacts
    }

    private func plan(
        _ item: BenchmarkSuite.Item, into file: RunFile, refused: @Sendable (RefusedRun) -> Void
    ) async throws -> [PlannedRun] {
        var planned: [PlannedRun] = []
        for method in methods {
            do {
                for seed in seeds {
                    let artefacts = try method.artefacts(item.identity, seed)
                    let key = BenchmarkRun.Key(method: method.name, task: item.identity.name, seed: seed)
                    guard try await !file.holds(key, artefacts, evaluations: budget) else { continue }
                    planned.append(PlannedRun(method: method, seed: seed, artefacts: artefacts))
                }
            } catch {
                guard RefusedRun.canGoOn(after: error) else { throw error }
                planned.removeAll { $0.method.name == method.name }
                refused(RefusedRun(method: method.name, task: item.identity.name, error))
            }
        }
        return planned
    }

    private func make(
        _ planned: [PlannedRun], on item: BenchmarkSuite.Item, into file: RunFile,
        progress: @Sendable (BenchmarkRun) -> Void, refused: @Sendable (RefusedRun) -> Void
    ) async throws -> Int {
        let task = try item.load()
        var count = 0
        var failed: Set<String> = []
        for plan in planned where !failed.contains(plan.method.name) {
            try Task.checkCancellation()
            // A task of few candidates may have been run to its end before.
            let key = BenchmarkRun.Key(method: plan.method.name, task: task.name, seed: plan.seed)
            let wanted = min(budget, task.distinctCount)
            if try await file.holds(key, plan.artefacts, evaluations: wanted) { continue }
            let run: BenchmarkRun
            do {
                run = try await self.run(plan.method, on: task, seed: plan.seed, artefacts: plan.artefacts)
            } catch {
                guard RefusedRun.canGoOn(after: error) else { throw error }
                failed.insert(plan.method.name)
                refused(RefusedRun(method: plan.method.name, task: task.name, error))
                continue
            }
            try await file.append(run)
            progress(run)
            count += 1
        }
        return count
    }

    /// One run: as many evaluations as the budget and the candidates allow.
    package func run(
        _ method: BenchmarkMethod, on task: BenchmarkTask, seed: Int, artefacts: Artefacts
    ) async throws -> BenchmarkRun {
        let optimizer = try await method.makeOptimizer(task, seed)
        var study = task.study
        study.seed = Self.studySeed(task: task.name, seed: seed)
        study.usesDefault = usesDefault
        study.optimizer = OptimizerChoice(
            name: method.name, adapterHash: artefacts.adapter, databaseHash: artefacts.database)
        var run = BenchmarkRun(
            method: method.name, task: task.name, seed: seed, adapter: artefacts.adapter, database: artefacts.database)
        run.note = try await method.note(task, seed)
        var history = TrialHistory()
        // As a running study has it.
        history.trials.indexTaken()
        var evaluation = TaskEvaluation(task, seed: study.seed)
        let clock = ContinuousClock()
        while run.order.count < min(budget, task.distinctCount) {
            try Task.checkCancellation()
            let start = clock.now
            let suggestion: Suggestion?
            if history.trials.isEmpty, let first = study.defaultSuggestion, task.contains(first.configuration) {
                suggestion = first
            } else {
                suggestion = try await optimizer.suggest(1, for: study, given: history, seed: study.seed).first
            }
            guard let suggestion else { break }
            guard let outcome = evaluation.evaluate(suggestion.configuration) else {
                throw BenchmarkError.notACandidate(
                    method: method.name, task: task.name, configuration: "\(suggestion.configuration)")
            }
            run.seconds.append((clock.now - start).inSeconds)
            run.order.append(outcome.row)
            run.expected =
                (run.expected ?? []) + [evaluation.givesResults ? suggestion.record.prediction?.ends ?? [] : []]
            history.trials.append(
                Trial(
                    number: history.trials.count, state: .complete, configuration: suggestion.configuration,
                    suggestion: suggestion.record, values: outcome.told))
            history.revision += 1
            let isNoisy = (task.function?.noise ?? 0) > 0
            let likely = isNoisy ? NoiseAwareBest(history, in: study)?.trial : nil
            let chosen = (likely ?? history.best(for: study.objective))?.number
            run.values.append(evaluation.value(after: outcome, choosing: chosen))
        }
        return run
    }

    /// The study's seed: the run's, mixed with the task's name, so that equal seeds are not the same draws on every task
    /// of a space.
    static func studySeed(task: String, seed: Int) -> UInt64 {
        var generator = SeededGenerator(seed: UInt64(bitPattern: Int64(seed))).fork(task)
        return generator.next()
    }
}

extension Prediction {
    /// The ends of its central intervals, in the order of `BenchmarkRun.quantiles`; nil without the outer ones.
    fileprivate var ends: [Double]? {
        guard let quantiles, quantiles.count == Prediction.quantilePlaces.count else { return nil }
        return [quantiles[0], low, quantiles[1], quantiles[2], high, quantiles[3]]
    }
}
