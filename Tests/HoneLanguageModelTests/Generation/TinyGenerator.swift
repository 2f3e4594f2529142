import HoneKernels
import HoneLanguageModel

/// A model of random weights over a small fixture's vocabulary: it writes nonsense, but quickly and reproducibly.
enum TinyGenerator {
    static func make(_ name: String = "llama2", seed: UInt64 = 1) throws -> TextGenerator {
        let tokenizer = try TokenizerFixtures.tokenizer(name)
        let shape = TransformerShape(
            layers: 2, hidden: 32, heads: 2, kvHeads: 1, headDimension: 16, mlp: 48,
            vocabulary: tokenizer.vocabularySize + 3, ropeBase: 10_000, normEpsilon: 1e-5, contextLength: 256)
        let weights = TransformerWeights(randomOf: shape, seed: seed, scale: 0.4)
        return try TextGenerator(Transformer(weights, threads: ComputeThreads(2)), tokenizer: tokenizer)
    }
}
