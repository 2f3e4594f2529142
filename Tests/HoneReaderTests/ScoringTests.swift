import HoneCore
import HoneKernels
import HoneNumerics
import HoneReader
import Testing

struct ScoringTests {
    private let packed = PackedWeights(lively(ReaderWeights(RandomStudies.shape, seed: 7)))

    /// New weights add nothing in a block; these do.
    private static func lively(_ weights: ReaderWeights) -> ReaderWeights {
        var generator = SeededGenerator(seed: 9)
        for i in 0..<weights.values.count { weights.values.pointer[i] += Float(0.1 * generator.normal()) }
        return weights
    }

    private func logits(_ scores: ReaderScores) -> [[Double]] {
        (0..<scores.count).map { scores.quantile($0).probabilities + scores.score($0).probabilities }
    }

    private func difference(_ a: [[Double]], _ b: [[Double]]) -> Double {
        #expect(a.count == b.count)
        return zip(a, b).flatMap { zip($0, $1).map { abs($0 - $1) } }.max() ?? 0
    }

    @Test(arguments: [0, 1, 7])
    func candidatesScoredWithACachedContextAreThoseOfAWholePass(context: Int) throws {
        let study = try RandomStudies.study()
        let trials = try RandomStudies.trials(context, seed: 1)
        let candidates = try RandomStudies.trials(400, seed: 2)
        let results = RandomStudies.results(context, seed: 3)
        let scorer = try ReaderScorer(packed, study: study, threads: ComputeThreads(2))
        let scores = try scorer.score(candidates, in: try scorer.context(trials, results: results))
        let example = ReaderExample(
            study: study, context: trials, results: results, candidates: candidates, shape: RandomStudies.shape)
        let whole = ExampleLogits.of([example], packed, threads: ComputeThreads(1))[0]
        for (index, logits) in whole.quantile.suffix(candidates.count).enumerated() {
            #expect(spread(scores.quantile(index).probabilities, logits) < 1e-4)
        }
        for (index, logits) in whole.score.enumerated() {
            #expect(spread(scores.score(index).probabilities, logits) < 1e-4)
        }
        #expect(whole.score.count == (context > 0 ? candidates.count : 0))
    }

    /// How far log probabilities are from logits, a common constant aside.
    private func spread(_ probabilities: [Double], _ logits: [Float]) -> Double {
        let rest = zip(probabilities, logits).map { naturalLogarithm($0) - Double($1) }
        return (rest.max() ?? 0) - (rest.min() ?? 0)
    }

    @Test func theOrderOfTheParametersChangesNothing() throws {
        let study = try RandomStudies.study()
        let order = [3, 1, 4, 0, 2]
        let turned = { (trials: [ReaderTrial]) in
            trials.map { trial in ReaderTrial(values: order.map { trial.values[$0] }) }
        }
        var other = study
        other.parameters = order.map { study.parameters[$0] }
        let trials = try RandomStudies.trials(9, seed: 1)
        let candidates = try RandomStudies.trials(50, seed: 2)
        let results = RandomStudies.results(9, seed: 3)
        let scorers = try [study, other].map { try ReaderScorer(packed, study: $0, threads: ComputeThreads(1)) }
        let plain = try scorers[0].score(candidates, in: scorers[0].context(trials, results: results))
        let reordered = try scorers[1].score(
            turned(candidates), in: scorers[1].context(turned(trials), results: results))
        #expect(difference(logits(plain), logits(reordered)) < 1e-5)
    }

    @Test func aSpaceWrittenInAnotherOrderGivesTheSameScores() throws {
        let spaces = [try RandomStudies.space(), try SearchSpace(RandomStudies.space().parameters.reversed())]
        var generator = SeededGenerator(seed: 4)
        let configurations = (0..<30).compactMap { _ in spaces[0].sample(using: &generator) }
        let scores = try spaces.map { space in
            let study = ReaderStudy(
                space, program: "svm", facts: [], names: RandomStudies.names, shape: RandomStudies.shape)
            let scorer = try ReaderScorer(packed, study: study, threads: ComputeThreads(1))
            let trials = configurations.map { ReaderTrial($0, of: space.searched) }
            return logits(try scorer.score(trials, in: scorer.context([], results: [])))
        }
        #expect(difference(scores[0], scores[1]) < 1e-5)
    }

    @Test func otherNamesGiveOtherScores() throws {
        let candidates = try RandomStudies.trials(20, seed: 2)
        let scores = try [RandomStudies.names, NameVectors(width: 6, missing: .random(seed: 99))].map { names in
            let study = ReaderStudy(
                try RandomStudies.space(), program: "svm", facts: [], names: names, shape: RandomStudies.shape)
            let scorer = try ReaderScorer(packed, study: study, threads: ComputeThreads(1))
            return logits(try scorer.score(candidates, in: scorer.context([], results: [])))
        }
        #expect(difference(scores[0], scores[1]) > 1e-3)
    }

    @Test func whereSurfacesSpeakTheQuantileIsTheMeanOfBothDensities() throws {
        let scorer = try ReaderScorer(packed, study: try RandomStudies.study(), threads: ComputeThreads(1))
        let candidates = try RandomStudies.trials(3, seed: 2)
        let context = try scorer.context([], results: [])
        let bins = RandomStudies.shape.bins
        let certain = SurfaceEstimate(mean: 0.1, deviation: 0)
        let said = SurfaceDensity.probabilities(certain, bins: bins)
        #expect(abs(said.reduce(0, +) - 1) < 1e-9)
        // A normal density of deviation .2 around .1, cut to 0...1.
        let center = ReaderDensity(bins: .quantile(bins), probabilities: said).mean
        #expect(center > 0.15 && center < 0.3)
        let told = try scorer.score(candidates, in: context, surfaces: candidates.map { _ in certain })
        for index in candidates.indices {
            let density = told.quantile(index).probabilities
            #expect(zip(density, said).allSatisfy { $0 > 0.499 * $1 })
            #expect(abs(density.reduce(0, +) - 1) < 1e-6)
        }
        let better = told.expectedQuantiles
        let worse = try scorer.score(
            candidates, in: context, surfaces: candidates.map { _ in SurfaceEstimate(mean: 0.9, deviation: 0) })
        #expect(zip(better, worse.expectedQuantiles).allSatisfy { $0 < $1 })
    }

    @Test func theNumberOfThreadsChangesNoBit() throws {
        let study = try RandomStudies.study()
        let candidates = try RandomStudies.trials(500, seed: 2)
        let trials = try RandomStudies.trials(9, seed: 1)
        let results = RandomStudies.results(9, seed: 3)
        let scores = try [1, 2, 5].map { threads in
            let scorer = try ReaderScorer(packed, study: study, threads: ComputeThreads(threads))
            return logits(try scorer.score(candidates, in: scorer.context(trials, results: results)))
        }
        #expect(scores[0] == scores[1] && scores[0] == scores[2])
    }

    @Test func whatDoesNotFitTheStudyIsRefused() throws {
        let scorer = try ReaderScorer(packed, study: try RandomStudies.study(), threads: ComputeThreads(1))
        let context = try scorer.context([], results: [])
        #expect(throws: ReaderError.self) {
            try scorer.score([ReaderTrial(values: [.missing])], in: context)
        }
        #expect(throws: ReaderError.self) {
            let values = [ReaderTrial.Value](repeating: .init(unit: 0, choice: 9), count: 5)
            _ = try scorer.score([ReaderTrial(values: values)], in: context)
        }
        #expect(throws: ReaderError.self) {
            try scorer.context(RandomStudies.trials(2, seed: 1), results: [1, .nan])
        }
        var study = try RandomStudies.study()
        study.program = [1]
        #expect(throws: ReaderError.self) { try ReaderScorer(packed, study: study) }
    }
}
