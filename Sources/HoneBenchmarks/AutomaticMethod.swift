import Hone
import HoneCore
import HoneSearch

extension BenchmarkMethod {
    /// `auto`: what `hone run` would choose for the task, by the same rule.
    ///
    /// - Parameters:
    ///   - record: of the adapter that would be used; nil without one.
    ///   - hasWeights: whether the language model that it adapts is there.
    ///   - method: makes a method of a name that the rule gives.
    package static func automatic(
        past: BenchmarkPast, record: FineTuningRecord?, hasWeights: Bool,
        method: @escaping @Sendable (String) throws -> BenchmarkMethod
    ) -> BenchmarkMethod {
        @Sendable func resolution(_ task: BenchmarkTask) -> OptimizerChoice.Resolution {
            var study = task.study
            study.optimizer = OptimizerChoice(name: OptimizerNames.standard)
            return AutomaticChoice.resolve(
                study, adapter: record, past: past.known(of: task).families, hasWeights: hasWeights)
        }
        return BenchmarkMethod(
            name: OptimizerNames.standard,
            artefacts: { _, _ in Artefacts(database: past.hash) },
            note: { task, _ in
                let choice = resolution(task)
                return "\(choice.name): \(choice.reason)"
            },
            makeOptimizer: { task, seed in
                let chosen = try method(resolution(task).name)
                // Refuses what saw the task's data.
                _ = try chosen.artefacts(task.identity, seed)
                return try await chosen.makeOptimizer(task, seed)
            })
    }
}
