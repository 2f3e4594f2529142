import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct EvolutionStateTests {
    private struct Answers: Decodable {
        struct Run: Decodable {
            var mean: [Double]
            var sigma: Double
            var adapts: Bool?
            var generations: [[[Double]]]
            var encoded: [[[Double]]]?
            var finalMean: [Double]
            var finalSigma: Double
            var finalCovariance: [[Double]]
            var finalScales: [Double]?
        }
        var plain: [Run]
        var margin: Run
    }

    private static func start(_ run: Answers.Run) -> EvolutionState {
        let constants = EvolutionConstants(
            dimension: run.mean.count, population: EvolutionConstants.defaultPopulation(run.mean.count))
        return EvolutionState(mean: run.mean, sigma: run.sigma, constants, adaptsRates: run.adapts ?? false)
    }

    private static func expectEnd(_ state: EvolutionState, of run: Answers.Run, within tolerance: Double) {
        #expect(abs(state.sigma / run.finalSigma - 1) < tolerance)
        for i in run.mean.indices {
            #expect(abs(state.mean[i] - run.finalMean[i]) < tolerance * max(1, abs(run.finalMean[i])))
            for j in run.mean.indices {
                let scale = (run.finalCovariance[i][i] * run.finalCovariance[j][j]).squareRoot()
                #expect(abs(state.covariance[i, j] - run.finalCovariance[i][j]) < tolerance * scale)
            }
        }
    }

    @Test func fiftyGenerationsLeadWhereTheyLeadTheReference() throws {
        for run in try fixture("evolution", as: Answers.self).plain {
            var state = Self.start(run)
            for generation in run.generations { state.update(generation) }
            #expect(state.generation == 50)
            Self.expectEnd(state, of: run, within: 1e-8)
        }
    }

    @Test func theMarginIsTheReferences() throws {
        let run = try fixture("evolution", as: Answers.self).margin
        var state = Self.start(run)
        var margin = IntegerMargin([nil, [0, 1, 2, 3, 4], [0, 1]], population: state.constants.population)
        for (generation, encoded) in zip(run.generations, try #require(run.encoded)) {
            for (point, expected) in zip(generation, encoded) {
                let values = margin.encoded(point, mean: state.mean)
                #expect(values[1] == expected[1] && values[2] == expected[2])
            }
            state.update(generation)
            margin.correct(&state)
        }
        Self.expectEnd(state, of: run, within: 1e-7)
        for (scale, expected) in zip(margin.scales, try #require(run.finalScales)) {
            #expect(abs(scale / expected - 1) < 1e-7)
        }
    }

    @Test func categoriesThatWinBecomeLikelyAndNoneVanishes() {
        var categories = CategoryDistribution(counts: [2, 5], population: 8)
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<100 {
            let drawn = (0..<8).map { _ in categories.draw(using: &generator) }
            // Choice 1 of the first and choice 3 of the second parameter are the best.
            let ranked = drawn.sorted {
                ($0[0] == 1 ? 0 : 1) + ($0[1] == 3 ? 0 : 1) < ($1[0] == 1 ? 0 : 1) + ($1[1] == 3 ? 0 : 1)
            }
            categories.update(ranked)
        }
        #expect(categories.probabilities[0][1] > 0.8)
        #expect(categories.probabilities[1][3] > 0.7)
        for part in categories.probabilities {
            #expect(abs(part.reduce(0, +) - 1) < 1e-12)
            #expect((part.min() ?? 0) > 0.01)
        }
    }
}
