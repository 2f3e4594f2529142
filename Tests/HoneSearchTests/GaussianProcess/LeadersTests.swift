import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct LeadersTests {
    private static let encoder: FeatureEncoder? = try? FeatureEncoder(
        SearchSpace((0..<3).map { .float("x\($0)", 0...1) }))

    private func points(_ count: Int, _ generator: inout SeededGenerator) throws -> Points {
        let encoder = try #require(Self.encoder)
        var features = FeatureMatrix(columns: encoder.columns.count)
        for _ in 0..<count { features.append((0..<3).map { _ in generator.uniform() }) }
        return Points(features, terms: [Array(repeating: 1, count: count)])
    }

    private func process(_ count: Int, seed: UInt64) throws -> (process: GaussianProcess, candidates: Points) {
        var generator = SeededGenerator(seed: seed)
        let known = try points(count, &generator)
        let targets = (0..<count).map { index -> Double in
            let row = known.features.storage[(index * 3)..<(index * 3 + 3)]
            return row.reduce(0) { $0 + ($1 - 0.3) * ($1 - 0.3) } + 0.1 * generator.normal()
        }
        let encoder = try #require(Self.encoder)
        let model = GaussianProcess.Model(encoder, linearVariances: [1])
        let process = try #require(GaussianProcess.fit(model, points: known, targets: targets))
        return (process, try points(700, &generator))
    }

    @Test(arguments: [20, 65, 200]) func leadersAreThoseThatPredictingEveryCandidateFinds(known: Int) throws {
        for seed in 0..<3 as Range<UInt64> {
            let (process, candidates) = try process(known, seed: seed)
            let best = process.meansAtPoints.min() ?? 0
            func score(_ mean: Double, _ variance: Double) -> Double {
                ExpectedImprovement.logarithm(mean: mean, deviation: variance.squareRoot(), best: best)
            }
            let posterior = process.predict(candidates)
            let scores = posterior.means.indices.map { score(posterior.means[$0], posterior.variances[$0]) }
            let order = scores.indices.filter { $0 % 3 != 0 }.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
            let leaders = process.leaders(5, of: candidates, where: { $0 % 3 != 0 }, by: { score($1, $2) })
            #expect(leaders.map(\.index) == Array(order.prefix(5)))
            for leader in leaders { #expect(abs(leader.score - scores[leader.index]) < 1e-9) }
        }
    }

    @Test func meansAtPointsAreThoseThatArePredictedThere() throws {
        let (process, _) = try process(80, seed: 7)
        for (quick, thorough) in zip(process.meansAtPoints, process.predict(process.points).means) {
            #expect(abs(quick - thorough) < 1e-9)
        }
    }
}
