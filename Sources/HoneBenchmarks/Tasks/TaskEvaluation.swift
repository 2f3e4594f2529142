import HoneCore

/// What becomes of one run's configurations: rows of a table are looked up, a function is evaluated.
package struct TaskEvaluation: Sendable {
    /// What an evaluation gives.
    package struct Outcome: Sendable, Hashable {
        /// The row, or the number of the evaluation.
        package var row: Int
        /// What the optimiser is told: one value an objective.
        package var told: [Double]
    }

    private let task: BenchmarkTask
    private var used: Set<Int> = []
    private var trace: FunctionTrace?

    /// - Parameter seed: of a function's noise.
    package init(_ task: BenchmarkTask, seed: UInt64) {
        self.task = task
        trace = task.function.map { FunctionTrace($0, seed: seed) }
    }

    /// - Returns: nil for what is no candidate.
    package mutating func evaluate(_ configuration: Configuration) -> Outcome? {
        if let told = trace?.evaluate(configuration) {
            return Outcome(row: (trace?.told.count ?? 1) - 1, told: told)
        }
        guard let row = task.row(of: configuration, notIn: used) else { return nil }
        used.insert(row)
        return Outcome(row: row, told: [task.values[row]])
    }

    /// The value that goes into the run: the last row's, or how a function's run stands (`FunctionTrace.figure`); what a constraint
    /// forbids counts as what random search comes to.
    ///
    /// - Parameters:
    ///   - last: what was evaluated last.
    ///   - chosen: the evaluation that a user would be given as the best one.
    package func value(after last: Outcome, choosing chosen: Int?) -> Double {
        guard let trace else { return last.told[0] }
        return trace.figure(choosing: chosen) ?? task.scale.worst
    }

    /// How far the last configuration was from meeting the space's constraints.
    package var lastViolation: Double { trace?.violations.last ?? 0 }

    /// Whether the values are what single evaluations give, so that predictions can be held against them.
    package var givesResults: Bool { trace.map { $0.function.noise == 0 && $0.function.optimum != nil } ?? true }
}
