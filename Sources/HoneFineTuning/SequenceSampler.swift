import HoneCore
import HoneLanguageModel
import HoneModelSearch
import HoneNumerics
import HoneSearch

/// One task of the snapshot, written for the model: headers as tokens, trials as rows with their quantiles.
package struct TrainingTask: Sendable {
    package let id: String
    package let family: String
    /// One for each way of describing the program, the usual one first.
    package let headers: [Headers]
    package let rows: [[RowSymbol]]
    /// Quantile of each row's trial within the task.
    package let quantiles: [Double]

    /// A header with and without the facts about the data.
    package struct Headers: Sendable {
        package let withFacts: [InputRow]
        package let withoutFacts: [InputRow]
    }
}

/// Draws the sequences of a training step. A step's sequences depend on the seed and the step's number alone, so a run that
/// resumes from a checkpoint trains on exactly what the uninterrupted run would have seen.
package struct SequenceSampler: Sendable {
    package let families: [(name: String, tasks: [TrainingTask])]
    private let weights: [Double]
    private let recipe: FineTuningRecipe
    private let tokenizer: RowTokenizer
    private let root: SeededGenerator

    /// - Throws: `FineTuningError.noTrials` if no task is left to draw from.
    package init(
        tasks: [TrainingTask], recipe: FineTuningRecipe, tokenizer: RowTokenizer, snapshot: PastTrialsSnapshot
    ) throws(FineTuningError) {
        var families: [(name: String, tasks: [TrainingTask])] = []
        for name in Set(tasks.map(\.family)).sorted() where recipe.weight(of: name) > 0 {
            families.append((name, tasks.filter { $0.family == name }))
        }
        guard !families.isEmpty else { throw .noTrials(hash: snapshot.hash, leftOut: snapshot.leftOut) }
        self.families = families
        weights = families.map { recipe.weight(of: $0.name) }
        self.recipe = recipe
        self.tokenizer = tokenizer
        root = SeededGenerator(seed: recipe.seed)
    }

    /// The sequences of a step, counted from 0.
    package func sequences(step: Int) -> [TrainingExample] {
        (0..<recipe.sequencesPerStep).map { index in
            var generator = root.fork("step", step).fork("sequence", index)
            return sequence(&generator)
        }
    }

    private func sequence(_ generator: inout SeededGenerator) -> TrainingExample {
        let tasks = families[generator.index(weights: weights)].tasks
        let task = tasks[generator.integer(below: tasks.count)]
        let chosen = generator.sample(recipe.rowsPerSequence, from: task.rows.count)
        let withFacts = generator.uniform() < recipe.factsProbability
        let isUsual =
            recipe.programVariety == 0 || task.headers.count == 1 || generator.uniform() >= recipe.programVariety
        let header = task.headers[isUsual ? 0 : 1 + generator.integer(below: task.headers.count - 1)]
        let rows = chosen.map { index in
            tokenizer.row(task.rows[index].map { moved($0, &generator) })
        }
        let labels = chosen.flatMap { index in
            TargetQuantiles.soft(task.quantiles[index], bins: recipe.bins, width: recipe.targetWidth)
        }
        return TrainingExample(
            header: withFacts ? header.withFacts : header.withoutFacts, rows: rows, labels: labels)
    }

    private func moved(_ symbol: RowSymbol, _ generator: inout SeededGenerator) -> RowSymbol {
        guard case .value(let row) = symbol, recipe.jitter > 0 else { return symbol }
        let shift = generator.integer(below: 2 * recipe.jitter + 1) - recipe.jitter
        return .value(min(max(row + shift, 0), RowSymbol.valueCount - 1))
    }
}
