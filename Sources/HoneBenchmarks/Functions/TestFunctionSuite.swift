import HoneCore

/// The suites of test functions by name.
package enum TestFunctionSuite: String, Sendable, CaseIterable {
    case bbob, zdt, dtlz, mixed, conditional, constrained, noisy

    /// The suite's functions; names that end in the dimension where that can be chosen.
    ///
    /// - Parameters:
    ///   - dimensions: of `bbob` (if absent 5), `zdt` (10) and `dtlz` (7); the others have dimensions of their own. Those that a suite
    ///     does not have are left out.
    ///   - instances: of `bbob`.
    package func functions(dimensions: [Int] = [], instances: [Int] = [1]) throws -> [TestFunction] {
        switch self {
        case .bbob:
            return try Self.chosen(dimensions, standard: 5, from: 2).flatMap { dimension in
                try BBOB.allCases.flatMap { function in
                    try instances.map { try function.function(dimension: dimension, instance: $0) }
                }
            }
        case .zdt:
            return try Self.chosen(dimensions, standard: 10, from: 2).flatMap { dimension in
                try ZDT.allCases.map { try $0.function(dimension: dimension) }
            }
        case .dtlz:
            return try Self.chosen(dimensions, standard: 7, from: 3).flatMap { dimension in
                try DTLZ.allCases.map { try $0.function(dimension: dimension) }
            }
        case .mixed: return try MixedFunctions.all()
        case .conditional: return try ConditionalFunctions.all()
        case .constrained: return try ConstrainedFunctions.all()
        case .noisy: return try NoisyFunctions.all()
        }
    }

    private static func chosen(_ dimensions: [Int], standard: Int, from least: Int) -> [Int] {
        dimensions.isEmpty ? [standard] : dimensions.filter { $0 >= least }
    }
}
