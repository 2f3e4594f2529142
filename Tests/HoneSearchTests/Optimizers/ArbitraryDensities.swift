import HoneCore
import HoneNumerics
import HoneSearch

/// A model whose opinions are arbitrary and firmly held: each configuration stands where a number drawn for it says.
struct ArbitraryDensities: DensityModel {
    var seed: UInt64 = 5
    var families: [FamilySummary] = []
    let bins = 20

    func densities(
        of configurations: [Configuration], for study: StudyDescription, progress: DensityProgress?
    ) async throws -> (densities: [QuantileDensity?], cost: DensityCost) {
        var cost = DensityCost()
        cost.rows = configurations.count
        cost.tokens = 6 * configurations.count
        cost.gigaflops = 0.01 * Double(configurations.count)
        return (
            configurations.map { configuration in
                guard study.space.contains(configuration) else { return nil }
                var generator = SeededGenerator(seed: seed).fork(configuration.key)
                return QuantileDensity(weights: TargetQuantiles.soft(generator.uniform(), bins: bins, width: 0.1))
            }, cost
        )
    }
}
