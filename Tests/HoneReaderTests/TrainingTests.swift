import Foundation
import HoneKernels
import HoneNumerics
import HoneReader
import Testing

struct TrainingTests {
    private let shape = RandomStudies.shape

    private func recipe(steps: Int) -> ReaderRecipe {
        var recipe = ReaderRecipe()
        (recipe.steps, recipe.batch, recipe.evaluationInterval, recipe.snapshots) = (steps, 6, 5, 2)
        (recipe.learningRate, recipe.warmup) = (5e-3, 5)
        (recipe.sampling.candidates, recipe.sampling.longestContext) = (12, 10)
        return recipe
    }

    private func trainer(
        _ recipe: ReaderRecipe, start: ReaderTrainingState? = nil, threads: Int = 1
    ) throws -> ReaderTrainer {
        let sampler = try TaskSampler(
            try RandomStudies.tasks(6), names: RandomStudies.names, shape: shape, recipe: recipe.sampling)
        let others = try TaskSampler(
            try RandomStudies.tasks(3, program: "other"), names: RandomStudies.names, shape: shape,
            recipe: recipe.sampling.plain)
        return try ReaderTrainer(
            recipe, sampler: sampler, heldOut: others.batch(20, step: 0, seed: 1),
            start: start ?? ReaderTrainingState(ReaderWeights(shape, seed: 1)), threads: ComputeThreads(threads))
    }

    @Test func aTrainingLearnsWhatItsTasksHaveInCommon() throws {
        var recipe = recipe(steps: 150)
        recipe.evaluationInterval = 30
        let trainer = try trainer(recipe, threads: 2)
        var losses: [Double] = []
        while let loss = try trainer.advance() { losses.append(loss) }
        #expect(losses.count == 150 && losses.suffix(20).reduce(0, +) < 0.9 * losses.prefix(20).reduce(0, +))
        let result = trainer.result()
        let first = try #require(trainer.state.looks.first)
        #expect(try #require(result.loss) < first.loss)
        #expect(trainer.state.snapshots.count == 2)

        // It ranks a new task of the program, by names alone.
        let task = try #require(try RandomStudies.tasks(9).last)
        let study = try RandomStudies.study()
        let scorer = try ReaderScorer(PackedWeights(result.weights), study: study, threads: ComputeThreads(1))
        let scores = try scorer.score(task.trials, in: scorer.context([], results: [])).expectedQuantiles
        let (a, b) = (Ranks.shares(scores), Ranks.shares(task.values))
        let covariance = zip(a, b).reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) }
        #expect(12 * covariance / Double(a.count) > 0.6)
    }

    @Test func theNumberOfThreadsChangesNoBit() throws {
        let results = try [1, 2].map { threads -> [Float] in
            let trainer = try trainer(recipe(steps: 6), threads: threads)
            while try trainer.advance() != nil {}
            return trainer.state.weights.values.array
        }
        #expect(results[0] == results[1])
    }

    @Test func aResumedTrainingGivesTheBitsOfOneThatWasNotInterrupted() throws {
        let recipe = recipe(steps: 12)
        let whole = try trainer(recipe)
        while try whole.advance() != nil {}

        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).checkpoint")
        defer { try? FileManager.default.removeItem(at: url) }
        let first = try trainer(recipe)
        for _ in 0..<7 { try first.advance() }
        try ReaderCheckpoint.write(first.state, recipe: recipe, notes: ["snapshot": "abc"], to: url)
        let (state, read, notes) = try ReaderCheckpoint.read(url)
        #expect(read == recipe && notes == ["snapshot": "abc"] && state.step == 7)
        let second = try trainer(read, start: state)
        while try second.advance() != nil {}
        #expect(second.state.weights.values.array == whole.state.weights.values.array)
        #expect(second.state.looks == whole.state.looks)
        #expect(second.result().weights.values.array == whole.result().weights.values.array)
    }

    @Test func patienceEndsATrainingThatNoLongerGains() throws {
        var recipe = recipe(steps: 4000)
        (recipe.evaluationInterval, recipe.patience, recipe.learningRate) = (2, 3, 1e-30)
        recipe.sampling.withoutContext = 1
        let trainer = try trainer(recipe)
        var steps = 0
        while try trainer.advance() != nil, steps < 400 { steps += 1 }
        #expect(trainer.isFinished && steps < 400)
    }

    @Test func gradientsWithDropoutAreThoseOfFiniteDifferences() throws {
        let recipe = recipe(steps: 1)
        let sampler = try TaskSampler(
            try RandomStudies.tasks(3), names: RandomStudies.names, shape: shape, recipe: recipe.sampling)
        let examples = sampler.batch(4, step: 0, seed: 2)
        let weights = ReaderWeights(shape, seed: 4)
        var generator = SeededGenerator(seed: 5)
        for i in 0..<weights.values.count { weights.values.pointer[i] += Float(0.05 * generator.normal()) }
        let lanes = GradientLanes(
            weights.layout, loss: DensityLoss(bins: shape.bins, quantileSpread: 1.2, scoreSpread: 0.8),
            threads: ComputeThreads(1))
        func loss(_ weights: ReaderWeights) -> (Double, [Float]) {
            let (sums, gradient) = lanes.gradient(
                examples, weights: weights, packed: PackedWeights(weights), dropout: 0.2,
                noise: SeededGenerator(seed: 6))
            return (sums.loss, gradient.array)
        }
        let (_, gradient) = loss(weights)
        for seed in 0..<5 {
            var generator = SeededGenerator(seed: UInt64(100 + seed))
            let direction = gradient.map { $0 * Float(generator.uniform(0, 2)) }
            let length = Double(direction.reduce(0) { $0 + $1 * $1 }).squareRoot()
            let values = [-1.0, 1].map { sign -> Double in
                let moved = weights.copy()
                for i in direction.indices {
                    moved.values.pointer[i] += Float(sign * 2e-3 / length) * direction[i]
                }
                return loss(moved).0
            }
            let slope = (values[1] - values[0]) / 4e-3
            let expected = zip(gradient, direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } / length
            #expect(abs(slope / expected - 1) < 0.01)
        }
    }

    @Test func recipesThatMakeNoSenseAreRefused() throws {
        for change in [{ $0.steps = 0 }, { $0.learningRate = .nan }, { $0.dropout = 1 }, { $0.sampling.renamed = 2 }]
            as [(inout ReaderRecipe) -> Void]
        {
            var recipe = recipe(steps: 3)
            change(&recipe)
            #expect(recipe.inconsistency != nil)
        }
    }
}
