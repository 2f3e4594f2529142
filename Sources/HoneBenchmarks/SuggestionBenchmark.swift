import HoneCore
import HoneNumerics
import HoneSearch

/// What suggestions take: an optimiser beside a test function, after so many trials at random.
package struct SuggestionBenchmark: Sendable {
    package struct Measurement: Sendable, Encodable {
        package var method: String
        package var task: String
        package var known: Int
        /// Seconds of all suggestions, of the middle one and of the slowest; evaluations do not count.
        package var total: Double
        package var median: Double
        package var slowest: Double
        package var suggestions: Int
        /// How the run stands in the end (see `FunctionTrace.figure`), the best so far.
        package var best: Double
    }

    let method: BenchmarkMethod
    let task: BenchmarkTask
    let known: Int
    let count: Int
    let seed: UInt64

    /// - Parameters:
    ///   - task: of a function.
    ///   - known: trials at random before the first suggestion that is timed.
    ///   - count: suggestions, at least one; each is evaluated and known to the next.
    package init(_ method: BenchmarkMethod, task: BenchmarkTask, known: Int, count: Int, seed: UInt64) {
        self.method = method
        self.task = task
        self.known = known
        self.count = count
        self.seed = seed
    }

    package func run() async throws -> Measurement {
        var evaluation = TaskEvaluation(task, seed: seed)
        var history = TrialHistory()
        // As a running study has it.
        history.trials.indexTaken()
        var best = Double.infinity
        func add(_ suggestion: Suggestion) throws {
            guard let outcome = evaluation.evaluate(suggestion.configuration) else {
                throw BenchmarkError.notACandidate(
                    method: method.name, task: task.name, configuration: "\(suggestion.configuration)")
            }
            history.trials.append(
                Trial(
                    number: history.trials.count, state: .complete, configuration: suggestion.configuration,
                    suggestion: suggestion.record, values: outcome.told))
            history.revision += 1
            best = min(best, evaluation.value(after: outcome, choosing: nil))
        }
        let drawn = try await RandomOptimizer().suggest(known, for: task.study, given: history, seed: seed)
        for suggestion in drawn { try add(suggestion) }
        let optimizer = try await method.makeOptimizer(task, Int(truncatingIfNeeded: seed))
        let clock = ContinuousClock()
        var seconds: [Double] = []
        for _ in 0..<count {
            let start = clock.now
            let suggestion = try await optimizer.suggest(1, for: task.study, given: history, seed: seed).first
            seconds.append((clock.now - start).inSeconds)
            guard let suggestion else { break }
            try add(suggestion)
        }
        let sorted = seconds.sorted()
        return Measurement(
            method: method.name, task: task.name, known: known, total: seconds.reduce(0, +),
            median: sorted[sorted.count / 2], slowest: sorted[sorted.count - 1], suggestions: seconds.count, best: best)
    }
}
