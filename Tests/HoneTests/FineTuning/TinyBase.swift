import Hone
import HoneCore
import HoneLanguageModel

/// A base model of a few thousand random weights over single bytes, and a small database to train on.
enum TinyBase {
    static func model(layers: Int = 2) throws -> BaseModel {
        let shape = TransformerShape(
            layers: layers, hidden: 32, heads: 2, kvHeads: 1, headDimension: 16, mlp: 48, vocabulary: 256,
            ropeBase: 10_000,
            normEpsilon: 1e-5, contextLength: 512)
        return BaseModel(
            name: "tiny", hash: String(repeating: "0", count: 64), tokenizer: try tokenizer(),
            weights: TransformerWeights(randomOf: shape, seed: 3))
    }

    /// One token a byte, in GPT-2's spelling: printable Latin-1 stands for itself, the rest for U+0100 and following.
    static func tokenizer() throws -> Tokenizer {
        var next: UInt32 = 0x100
        let spellings = (0...UInt8.max).map { byte -> String in
            switch byte {
            case 0x21...0x7e, 0xa1...0xac, 0xae...0xff: return String(UnicodeScalar(byte))
            default:
                defer { next += 1 }
                return UnicodeScalar(next).map { String($0) } ?? ""
            }
        }
        return try Tokenizer(
            tokens: spellings, merges: [], special: [], preTokenizer: .gpt2, beginningOfText: 0, file: "tiny")
    }

    static func space() throws -> SearchSpace {
        try SearchSpace([
            Parameter("lr", .float(low: 1e-4, high: 1, scale: .log, step: nil)),
            Parameter("opt", .categorical(["adam", "sgd"])),
        ])
    }

    /// Tasks in which a middling learning rate with adam is best.
    static func entry(_ dataset: String, family: String = "mlp", trials: Int = 24) throws -> PastTrialsSnapshot.Entry {
        let space = try space()
        let task = PastTask(
            id: "test/\(family)/\(dataset)", family: family,
            task: TaskDescription(model: family, dataset: dataset, facts: ["rows": 100]), space: space,
            objective: Objective(.minimize, "error"), source: "test")
        let list = (0..<trials).map { index -> PastTrial in
            let place = Double(index) / Double(max(1, trials - 1))
            let isAdam = index % 2 == 0
            let value = abs(place - 0.5) + (isAdam ? 0 : 0.3)
            return PastTrial(
                id: "\(index)",
                configuration: [
                    "lr": space.parameters[0].domain.value(atUnit: place), "opt": isAdam ? "adam" : "sgd",
                ], value: value)
        }
        return PastTrialsSnapshot.Entry(task: task, trials: list)
    }

    static func snapshot(_ datasets: [String] = ["iris", "wine", "car"]) throws -> PastTrialsSnapshot {
        PastTrialsSnapshot(entries: try datasets.map { try entry($0) }, hash: "abc", leftOut: ["dataset:digits"])
    }

    /// A recipe that takes a second on the tiny model.
    static func recipe(steps: Int = 6) -> FineTuningRecipe {
        var recipe = FineTuningRecipe()
        recipe.layers = 2
        recipe.rank = 4
        recipe.alpha = 8
        recipe.steps = steps
        recipe.sequencesPerStep = 2
        recipe.rowsPerSequence = 12
        recipe.learningRate = 3e-3
        recipe.checkpointInterval = 2
        recipe.evaluationInterval = 3
        return recipe
    }
}
