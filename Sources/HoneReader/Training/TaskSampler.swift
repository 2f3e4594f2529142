import Foundation
import HoneCore
import HoneNumerics

/// Draws examples from past tasks and made-up ones. Pure: a step's batch depends on the seed and the step's number alone.
package struct TaskSampler: Sendable {
    package let recipe: SamplingRecipe
    private let shape: ReaderShape
    private let names: NameVectors
    private let synthetic: SyntheticTasks
    /// Usable tasks by program, and how often each program is drawn.
    private let programs: [[ReaderTask]]
    private let weights: [Double]

    /// - Throws: `ReaderError` if no task has trials enough, unless all are to be made up.
    package init(
        _ tasks: [ReaderTask], names: NameVectors, shape: ReaderShape, recipe: SamplingRecipe
    ) throws(ReaderError) {
        guard names.width == shape.nameWidth else {
            throw ReaderError(
                "the names", "have vectors of \(names.width) numbers; the network takes \(shape.nameWidth)")
        }
        let usable = Dictionary(grouping: tasks.filter(\.isUsable), by: \.program)
        guard !usable.isEmpty || recipe.synthetic >= 1 else {
            throw ReaderError("the past tasks", "none has nine trials with different results")
        }
        // A power below 1 keeps a program with thousands of trials from drowning the others.
        let power = recipe.programPower
        let grouped = usable.keys.sorted().map { usable[$0] ?? [] }
        let plain = grouped.map { pow(Double($0.reduce(0) { $0 + $1.trials.count }), power) }
        programs = grouped
        weights = recipe.favoured.map { Self.favouring($0, grouped, plain) } ?? plain
        self.recipe = recipe
        self.shape = shape
        self.names = names
        synthetic = SyntheticTasks(names: NameVectors(width: shape.nameWidth, missing: .random(seed: 0x517)))
    }

    /// Weights in which the favoured families have their share, as far as both they and others are there.
    private static func favouring(
        _ favoured: SamplingRecipe.Favoured, _ programs: [[ReaderTask]], _ weights: [Double]
    ) -> [Double] {
        let families = Set(favoured.families)
        let isFavoured = programs.map { $0.contains { families.contains($0.family) } }
        let sum = zip(weights, isFavoured).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
        let rest = weights.reduce(0, +) - sum
        guard sum > 0, rest > 0 else { return weights }
        return zip(weights, isFavoured).map { $1 ? $0 * favoured.share / sum : $0 * (1 - favoured.share) / rest }
    }

    /// The examples of a step.
    package func batch(_ count: Int, step: Int, seed: UInt64) -> [ReaderExample] {
        let generator = SeededGenerator(seed: seed).fork("batch", step)
        return (0..<count).map { index in
            var draws = generator.fork("example", index)
            return example(using: &draws)
        }
    }

    func example(using generator: inout SeededGenerator) -> ReaderExample {
        if generator.uniform() < recipe.synthetic {
            let (task, names) = synthetic.draw(
                trials: max(16, recipe.longestContext + recipe.candidates), facts: shape.facts, using: &generator)
            return example(of: task, names: names, using: &generator)
        }
        let tasks = programs[generator.index(weights: weights)]
        var task = tasks[generator.integer(below: tasks.count)]
        if task.trials.count < recipe.leastUsual, generator.uniform() < 0.4 {
            task = tasks[generator.integer(below: tasks.count)]
        }
        return example(of: task, names: names, using: &generator)
    }

    private func contextLength(using generator: inout SeededGenerator) -> Int {
        if generator.uniform() < recipe.withoutContext { return 0 }
        return max(1, Int(exp(generator.uniform(0, log(Double(recipe.longestContext + 1))))))
    }

    private func example(
        of task: ReaderTask, names: NameVectors, using generator: inout SeededGenerator
    ) -> ReaderExample {
        let wanted = contextLength(using: &generator)
        var cut = TaskCut(task)
        if task.trials.count >= recipe.leastCut, task.parameters.count >= 3 {
            if generator.uniform() < recipe.fixed { cut.fix(in: task, using: &generator) }
            if generator.uniform() < recipe.narrowed { cut.narrow(in: task, using: &generator) }
        }
        let isFlipped = wanted > 2 && generator.uniform() < recipe.flipped
        let values = cut.rows.map { isFlipped ? -task.values[$0] : task.values[$0] }
        let shares = Ranks.shares(values)
        let order = generator.shuffled(Array(cut.rows.indices))
        let length = max(0, min(wanted, order.count - 4))
        let candidates = Array(order[length...].prefix(recipe.candidates))
        let chosen = order[..<length] + candidates
        let study = StudyDraw(recipe: recipe, shape: shape)
            .study(of: task, cut, names: names, using: &generator)
        var example = ReaderExample(
            study: study, context: order[..<length].map { cut.trial(cut.rows[$0], of: task) },
            results: order[..<length].map { values[$0] },
            candidates: candidates.map { cut.trial(cut.rows[$0], of: task) }, values: candidates.map { values[$0] },
            shares: chosen.map { shares[$0] },
            surfaces: surfaces(chosen.map { cut.rows[$0] }, of: task, isFlipped, using: &generator), shape: shape)
        if recipe.placeNoise > 0 {
            for index in example.context.indices { blur(&example.context[index], using: &generator) }
            for index in example.candidates.indices { blur(&example.candidates[index], using: &generator) }
        }
        return example
    }

    /// What surfaces say of some trials; nothing where the task is turned upside down, since it would lie.
    private func surfaces(
        _ rows: [Int], of task: ReaderTask, _ isFlipped: Bool, using generator: inout SeededGenerator
    ) -> [SurfaceEstimate] {
        guard generator.uniform() >= recipe.withoutSurfaces, shape.readsSurfaces, !isFlipped, !task.surfaces.isEmpty
        else { return [] }
        return rows.map { task.surfaces[$0] }
    }

    private func blur(_ trial: inout ReaderTrial, using generator: inout SeededGenerator) {
        for index in trial.values.indices where trial.values[index].choice < 0 && !trial.values[index].unit.isNaN {
            let noisy = trial.values[index].unit + Float(recipe.placeNoise * generator.normal())
            trial.values[index].unit = min(max(noisy, 0), 1)
        }
    }
}
