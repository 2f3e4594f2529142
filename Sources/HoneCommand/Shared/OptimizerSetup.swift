import Hone
import HoneCore
import HoneSearch

/// Makes the optimiser that a study asks for, from what this machine has.
enum OptimizerSetup {
    /// Decides once, when a study is created, what `auto` stands for; the description keeps the decision and its reason.
    static func resolve(_ description: inout StudyDescription) throws {
        guard description.optimizer.name == OptimizerNames.standard, description.optimizer.resolved == nil else {
            return
        }
        description.optimizer.resolved = .init(name: "gp", reason: "no adapter is installed")
    }

    static func optimizer(for description: StudyDescription) throws -> any Optimizer {
        try OptimizerRegistry().optimizer(for: description)
    }
}
