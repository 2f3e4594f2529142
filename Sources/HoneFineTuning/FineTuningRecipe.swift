import Foundation
import HoneLanguageModel
import HoneModelSearch
import HoneSearch

/// Everything that decides what a fine-tuning run does, apart from the data: stored in the adapter's card.
///
/// The defaults are those of our measurements (`docs/results/`): some 170,000 tokens.
public struct FineTuningRecipe: Sendable, Hashable, Codable {
    /// The base model's first blocks that are kept; later ones speak of words, not of numbers, and cost time.
    public var layers = 10
    /// Rank of the low-rank update of every linear layer, and its scale times the rank.
    public var rank = 16
    /// The factor of the adapter, as in LoRA: updates count alpha / rank.
    public var alpha = 32.0
    /// Equal quantile bins that the scoring head tells apart.
    public var bins = 20
    /// Standard deviation, in quantiles, of the Gaussian around a trial's quantile that is its target.
    public var targetWidth = 0.06

    /// Steps of optimisation.
    public var steps = 170
    /// Sequences (a header with rows of one task) whose gradients are added up for a step.
    public var sequencesPerStep = 2
    /// Trials in a sequence, at most.
    public var rowsPerSequence = 80
    /// How often a header tells the facts about the data.
    public var factsProbability = 0.8
    /// How often the program is described in other words than usual (by its model or its summary alone): users' words vary.
    public var programVariety = 0.0
    /// Values are moved by up to this many of their hundred rows, so that single rows are not learnt by heart.
    public var jitter = 2
    /// How often a family is drawn relative to one that is not named here.
    public var familyWeights: [String: Double] = ["hpobench": 2, "hpolib": 2, "nasbench201": 2, "mlp": 2]

    /// Peak learning rate of the low-rank update, and that of value rows and head relative to it.
    public var learningRate = 1e-3
    /// How much faster the value symbols and the head learn than the adapter.
    public var ownRateFactor = 3.0
    /// Steps over which the rate rises from zero.
    public var warmupSteps = 10
    /// The learning rate at the end of the cosine, relative to the peak.
    public var finalRateShare = 0.05
    /// The norm to which gradients are cut.
    public var clipNorm = 1.0
    /// Decay of the weights, as in AdamW.
    public var weightDecay = 0.01
    /// The seed of initial weights and of the order of sequences.
    public var seed: UInt64 = 0

    /// Steps between evaluations on the tasks held out for it, and between checkpoints.
    public var evaluationInterval = 40
    /// Steps between checkpoints.
    public var checkpointInterval = 20
    /// Keep the weights of the best evaluation instead of the last ones.
    public var keepsBest = false
    /// End after so many evaluations in a row that ranked the held-out tasks no better, and keep the best weights; nil:
    /// train to the last step.
    public var patience: Int?

    /// The recipe of the shipped adapter.
    public init() {}

    /// The recipe of the adapter that ships with Hone: a smaller rank, so that it stays under 5 MB in half precision.
    public static var shipped: FineTuningRecipe {
        var recipe = FineTuningRecipe()
        recipe.rank = 8
        recipe.alpha = 16
        recipe.programVariety = 0.3
        recipe.steps = 240
        return recipe
    }

    /// The trainer's part of the recipe.
    package var training: TrainingConfiguration {
        TrainingConfiguration(
            lora: LoRAConfiguration(rank: rank, alpha: alpha), valueRows: RowSymbol.valueCount, bins: bins,
            schedule: LearningRateSchedule(
                peak: learningRate, warmupSteps: warmupSteps, totalSteps: steps, floor: finalRateShare),
            ownRateFactor: ownRateFactor, optimizer: AdamW(weightDecay: weightDecay), clipNorm: clipNorm, seed: seed)
    }

    /// Whether the adapter gets the weights of the best evaluation.
    package var choosesBest: Bool { keepsBest || patience != nil }

    package func weight(of family: String) -> Double { familyWeights[family] ?? 1 }

    /// - Throws: `FineTuningError.recipe` naming the first value that makes no sense.
    package func validate() throws(FineTuningError) {
        func require(_ holds: Bool, _ name: String, _ value: some CustomStringConvertible, _ remedy: String)
            throws(FineTuningError)
        {
            guard holds else { throw .recipe(name: name, value: "\(value)", remedy: remedy) }
        }
        try require(layers >= 1, "layers", layers, "keep at least one layer")
        try require((1...256).contains(rank), "rank", rank, "use a rank from 1 to 256")
        try require(alpha > 0 && alpha.isFinite, "alpha", alpha, "use a positive number, twice the rank for example")
        try require((2...1000).contains(bins), "bins", bins, "use 2 to 1000 bins")
        try require(targetWidth > 0 && targetWidth < 1, "targetWidth", targetWidth, "use a width between 0 and 1")
        try require(steps >= 1, "steps", steps, "train for at least one step")
        try require((1...64).contains(sequencesPerStep), "sequencesPerStep", sequencesPerStep, "use 1 to 64")
        try require((1...1000).contains(rowsPerSequence), "rowsPerSequence", rowsPerSequence, "use 1 to 1000")
        try require((0...1).contains(factsProbability), "factsProbability", factsProbability, "use 0 to 1")
        try require((0...1).contains(programVariety), "programVariety", programVariety, "use 0 to 1")
        try require((0...20).contains(jitter), "jitter", jitter, "use 0 to 20")
        try require(learningRate > 0 && learningRate < 1, "learningRate", learningRate, "use a rate such as 1e-3")
        try require(ownRateFactor > 0 && ownRateFactor <= 100, "ownRateFactor", ownRateFactor, "use 1 to 10")
        try require(clipNorm > 0, "clipNorm", clipNorm, "use a positive norm such as 1")
        try require(weightDecay >= 0 && weightDecay < 1, "weightDecay", weightDecay, "use 0 to 0.1")
        try require(evaluationInterval >= 1, "evaluationInterval", evaluationInterval, "use at least 1")
        try require(patience ?? 1 >= 1, "patience", patience ?? 0, "wait for at least one evaluation")
        try require(checkpointInterval >= 1, "checkpointInterval", checkpointInterval, "use at least 1")
        for family in familyWeights.keys.sorted() {
            let weight = familyWeights[family] ?? 0
            try require(weight >= 0 && weight.isFinite, "familyWeights.\(family)", weight, "use 0 or more")
        }
    }
}
