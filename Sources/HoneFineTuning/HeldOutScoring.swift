import HoneCore
import HoneLanguageModel
import HoneModelSearch
import HoneSearch

/// Scores tasks that are not trained on, to see whether the model learns or memorises.
struct HeldOutScoring {
    private let tasks: [TrainingTask]
    private let tokenizer: RowTokenizer
    private let recipe: FineTuningRecipe
    /// Rows of a task that are scored; the first ones, so that evaluations can be compared.
    private static let mostRows = 128
    /// Rows in one pass.
    private static let chunk = 64

    init(tasks: [TrainingTask], tokenizer: RowTokenizer, recipe: FineTuningRecipe) {
        self.tasks = tasks
        self.tokenizer = tokenizer
        self.recipe = recipe
    }

    /// The rows of a task that are scored, pass by pass.
    static func passes(over task: TrainingTask) -> [Range<Int>] {
        let rows = min(mostRows, task.rows.count)
        return stride(from: 0, to: rows, by: chunk).map { $0..<min($0 + chunk, rows) }
    }

    /// Inputs of the largest pass that scoring the tasks takes.
    static func mostInputs(of tasks: [TrainingTask]) -> Int {
        tasks.map { task in
            (task.headers.first?.withFacts.count ?? 0)
                + min(chunk, task.rows.count) * ((task.rows.first?.count ?? 0) + 1)
        }.max() ?? 0
    }

    /// Mean loss and rank correlation over the tasks; nil if there are none.
    func evaluate(_ parameters: TrainableParameters, on transformer: Transformer, step: Int) throws
        -> FineTuningEvaluation?
    {
        guard !tasks.isEmpty else { return nil }
        let model = AdaptedModel(parameters, weights: transformer.weights, threads: transformer.threads)
        let pass = InferencePass(model.transformer)
        var losses: [Double] = []
        var correlations: [String: Double] = [:]
        for task in tasks {
            var densities: [QuantileDensity] = []
            for range in Self.passes(over: task) {
                let hidden = try pass.hiddenStates(
                    header: task.headers[0].withFacts, rows: task.rows[range].map(tokenizer.row),
                    valueRows: model.valueRows)
                densities += model.densities(hidden)
            }
            let quantiles = Array(task.quantiles.prefix(densities.count))
            losses.append(loss(densities, quantiles))
            correlations[task.id] = RankCorrelation.spearman(densities.map(\.mean), quantiles)
        }
        return FineTuningEvaluation(
            step: step, loss: losses.reduce(0, +) / Double(losses.count),
            spearman: correlations.keys.sorted().reduce(0) { $0 + (correlations[$1] ?? 0) } / Double(losses.count),
            byTask: correlations)
    }

    private func loss(_ densities: [QuantileDensity], _ quantiles: [Double]) -> Double {
        var sum = 0.0
        for (density, quantile) in zip(densities, quantiles) {
            let target = TargetQuantiles.soft(quantile, bins: recipe.bins, width: recipe.targetWidth)
            sum += Double(density.crossEntropy(of: target))
        }
        return sum / Double(max(1, quantiles.count))
    }
}
