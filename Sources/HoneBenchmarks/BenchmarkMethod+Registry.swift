import Hone
import HoneCore
import HoneModelSearch
import HoneSearch

extension BenchmarkMethod {
    /// An optimiser of the registry that reads nothing but the study: `random`, `gp`.
    ///
    /// - Throws: `BenchmarkError.unknownMethod`.
    package static func registered(_ name: String, in registry: OptimizerRegistry = OptimizerRegistry())
        throws(BenchmarkError) -> BenchmarkMethod
    {
        guard registry.names.contains(name) else {
            throw BenchmarkError.unknownMethod(
                name,
                known: registry.names + [OptimizerRegistry.transferName, OptimizerNames.standard, readerName]
                    + languageModelNames + Opponent.allCases.map(\.rawValue))
        }
        return BenchmarkMethod(name: name) { task, _ in
            var study = task.study
            study.optimizer = OptimizerChoice(name: name)
            return try registry.optimizer(for: study, source: task.source)
        }
    }

    /// Methods that need an adapter.
    package static let languageModelNames = OptimizerRegistry.languageModelNames
}
