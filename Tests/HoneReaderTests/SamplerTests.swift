import HoneNumerics
import HoneReader
import Testing

struct SamplerTests {
    private let shape = RandomStudies.shape

    private func sampler(_ change: (inout SamplingRecipe) -> Void = { _ in }) throws -> TaskSampler {
        var recipe = SamplingRecipe()
        (recipe.candidates, recipe.longestContext) = (12, 10)
        change(&recipe)
        return try TaskSampler(
            try RandomStudies.tasks(4, trials: 120), names: RandomStudies.names, shape: shape, recipe: recipe)
    }

    @Test func aStepsBatchDependsOnSeedAndStepAlone() throws {
        let sampler = try sampler()
        let (a, b) = (sampler.batch(5, step: 3, seed: 1), sampler.batch(5, step: 3, seed: 1))
        #expect(zip(a, b).allSatisfy { $0.study == $1.study && $0.context == $1.context && $0.results == $1.results })
        #expect(sampler.batch(5, step: 4, seed: 1)[0].study != a[0].study)
        #expect(sampler.batch(5, step: 3, seed: 2)[0].study != a[0].study)
    }

    @Test func examplesAreWholeAndWithinTheirRanges() throws {
        let sampler = try sampler {
            $0.synthetic = 0.5
            ($0.fixed, $0.narrowed, $0.flipped) = (0.5, 0.5, 0.5)
        }
        for example in sampler.batch(300, step: 0, seed: 1) {
            #expect(example.study.inconsistency(shape) == nil)
            #expect(example.context.count == example.results.count && !example.candidates.isEmpty)
            for trial in example.context + example.candidates {
                #expect(trial.values.count == example.study.parameters.count)
                for (value, parameter) in zip(trial.values, example.study.parameters) {
                    #expect(value.unit.isNaN || (0...1).contains(value.unit))
                    #expect(Int(value.choice) < max(parameter.choices.count, 0))
                }
            }
            let isMeasured = example.scoreBins.contains { $0 >= 0 }
            #expect(!isMeasured || example.results.count >= 3)
            #expect(example.quantileBins.allSatisfy { (0..<Int32(shape.bins)).contains($0) })
        }
    }

    @Test func sharesOfTheRecipeAreThoseOfTheExamples() throws {
        let count = 1000
        let hidden = try sampler {
            $0.synthetic = 0
            ($0.withoutProgram, $0.withoutRanges, $0.withoutDefaults, $0.withoutFacts) = (0.5, 0.3, 0.4, 0.2)
        }.batch(count, step: 0, seed: 1)
        func share(_ matches: (ReaderExample) -> Bool) -> Double {
            Double(hidden.filter(matches).count) / Double(count)
        }
        #expect(abs(share { $0.study.program.allSatisfy { $0 == 0 } } - 0.5) < 0.06)
        #expect(abs(share { $0.study.facts.allSatisfy { $0 == 0 } } - 0.2) < 0.05)
        #expect(abs(share { $0.study.parameters.allSatisfy { $0.defaultValue == nil } } - 0.4) < 0.06)
        #expect(abs(share { $0.context.isEmpty } - 0.3) < 0.06)
    }

    @Test func plainExamplesKeepNamesRangesAndPlaces() throws {
        var recipe = SamplingRecipe()
        (recipe.candidates, recipe.longestContext) = (12, 10)
        let tasks = try RandomStudies.tasks(1, trials: 120)
        let sampler = try TaskSampler(tasks, names: RandomStudies.names, shape: shape, recipe: recipe.plain)
        let known = try RandomStudies.study()
        for example in sampler.batch(20, step: 0, seed: 1) {
            #expect(example.study.parameters.map(\.vector) == known.parameters.map(\.vector))
            #expect(example.study.parameters.map(\.range) == known.parameters.map(\.range))
            #expect(example.study.parameters.map(\.defaultValue) == known.parameters.map(\.defaultValue))
            #expect((example.context + example.candidates).allSatisfy { tasks[0].trials.contains($0) })
        }
    }

    @Test func withoutUsableTasksThereIsNothingToDraw() throws {
        let names = RandomStudies.names
        #expect(throws: ReaderError.self) {
            try TaskSampler([], names: names, shape: shape, recipe: SamplingRecipe())
        }
        var recipe = SamplingRecipe()
        recipe.synthetic = 1
        let sampler = try TaskSampler([], names: names, shape: shape, recipe: recipe)
        #expect(sampler.batch(3, step: 0, seed: 1).count == 3)
    }
}
