import Foundation
import HoneLanguageModel

/// `recipe.json`: everything that decides a training apart from its sequences, for another program to follow.
struct PEFTRecipe: Codable, Hashable {
    struct Base: Codable, Hashable {
        enum Kind: String, Codable {
            case gguf
            /// A checkpoint folder with `config.json`.
            case folder
        }
        var name: String
        var path: String
        var kind: Kind
        var sha256: String
    }

    struct LowRank: Codable, Hashable {
        var rank: Int
        var alpha: Double
        var targets: [String]
    }

    static let currentFormat = 1

    var format = PEFTRecipe.currentFormat
    var base: Base
    /// Blocks that are kept, from the first.
    var layers: Int
    var lora: LowRank
    var valueRows: Int
    var bins: Int
    var schedule: LearningRateSchedule
    /// Factor on the rate for value rows and head.
    var ownRateFactor: Double
    var optimizer: AdamW
    var clipNorm: Double
    var seed: UInt64
    var steps: Int
    var sequencesPerStep: Int
    var evaluationInterval: Int
    var checkpointInterval: Int
    var keepsBest: Bool
    var patience: Int?
    /// Where the sequences come from.
    var snapshotHash: String
    var heldOutTasks: [String]
    var recipe: FineTuningRecipe

    init(_ recipe: FineTuningRecipe, base: Base, snapshotHash: String, heldOutTasks: [String]) {
        let training = recipe.training
        self.base = base
        layers = recipe.layers
        lora = LowRank(
            rank: training.lora.rank, alpha: training.lora.alpha, targets: training.lora.targets.map(\.rawValue))
        valueRows = training.valueRows
        bins = training.bins
        schedule = training.schedule
        ownRateFactor = training.ownRateFactor
        optimizer = training.optimizer
        clipNorm = training.clipNorm
        seed = training.seed
        steps = recipe.steps
        sequencesPerStep = recipe.sequencesPerStep
        evaluationInterval = recipe.evaluationInterval
        checkpointInterval = recipe.checkpointInterval
        keepsBest = recipe.keepsBest
        patience = recipe.patience
        self.snapshotHash = snapshotHash
        self.heldOutTasks = heldOutTasks
        self.recipe = recipe
    }

    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}
