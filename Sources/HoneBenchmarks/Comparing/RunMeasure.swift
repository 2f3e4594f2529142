/// What a run amounts to after each of its evaluations; lower is better.
package struct RunMeasure: Sendable {
    package let name: String
    /// Nil where the run's task does not have the measure.
    let curve: @Sendable (BenchmarkRun) -> [Double]?

    /// Regret of the best so far, on the task's scale.
    package static func regret(_ scales: [String: RegretScale]) -> RunMeasure {
        RunMeasure(name: "regret") { scales[$0.task]?.regrets($0.values) }
    }

    /// Regret in the hidden test metric of what is best by the objective so far (the first of equals): what a user gets, who chooses
    /// by the objective too. The scale is the best and the worst of the task's rows in that metric.
    package static func heldOut(_ tasks: [String: HeldOutMetric]) -> RunMeasure {
        RunMeasure(name: "held-out regret") { run in
            tasks[run.task].flatMap { $0.regrets(rows: run.order, values: run.values) }
        }
    }
}
