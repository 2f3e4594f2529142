import Hone
import HoneCore
import HoneSearch

extension BenchmarkMethod {
    /// `auto`: what `hone run` would choose for the task, by the same rule.
    ///
    /// - Parameters:
    ///   - resolve: the rule, with what is installed: a study and past tasks.
    ///   - method: makes a method of a name that the rule gives.
    package static func automatic(
        past: BenchmarkPast,
        resolve: @escaping @Sendable (StudyDescription, [FamilySummary]) -> OptimizerChoice.Resolution,
        method: @escaping @Sendable (String) throws -> BenchmarkMethod
    ) -> BenchmarkMethod {
        @Sendable func resolution(_ task: BenchmarkTask) -> OptimizerChoice.Resolution {
            var study = task.study
            study.optimizer = OptimizerChoice(name: OptimizerNames.standard)
            return resolve(study, past.known(of: task).families)
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
