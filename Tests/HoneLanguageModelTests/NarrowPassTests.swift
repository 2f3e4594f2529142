import HoneLanguageModel
import Testing

@Suite("A few tokens behind a cached prefix") struct NarrowPassTests {
    /// Head widths, head counts and MLP widths that do and do not fit the pieces that threads share.
    static let shapes = [
        WeightStorageTests.shape,
        TransformerShape(
            layers: 2, hidden: 48, heads: 3, kvHeads: 1, headDimension: 16, mlp: 72, vocabulary: 90,
            ropeBase: 10_000, normEpsilon: 1e-5, contextLength: 512),
        TransformerShape(
            layers: 2, hidden: 96, heads: 3, kvHeads: 3, headDimension: 80, mlp: 160, vocabulary: 90,
            ropeBase: 10_000, normEpsilon: 1e-5, contextLength: 512),
    ]

    static func difference(_ a: [Float], _ b: [Float]) -> Float { TransformerTests.largestDifference(a, b) }

    @Test("gets the states that the whole sequence gives at once", arguments: shapes, [1, 2, 3])
    func equalsWhole(shape: TransformerShape, threads: Int) throws {
        let weights = TransformerWeights(randomOf: shape, seed: 6, scale: 0.2)
        let tokens = WeightStorageTests.tokens(90, 3)
        let pass = WeightStorageTests.pass(weights, threads: threads)
        let whole = try pass.hiddenStates(header: tokens, selection: Array(0..<90))
        let cache = KeyValueCache(shape: shape, capacity: 1)
        var parts: [Float] = []
        var next = 0
        for count in [60, 1, 1, 7, 1, 12, 8] {
            parts += try pass.hiddenStates(
                header: Array(tokens[next..<next + count]), selection: Array(0..<count), cache: cache, extending: true)
            next += count
        }
        #expect(next == 90 && cache.count == 90)
        #expect(Self.difference(parts, whole) < 2e-4)
    }

    @Test("gets them without a cache and without extending one") func withoutCache() throws {
        let weights = TransformerWeights(randomOf: WeightStorageTests.shape, seed: 7, scale: 0.2)
        let tokens = WeightStorageTests.tokens(64, 4)
        let pass = WeightStorageTests.pass(weights)
        let cache = KeyValueCache(shape: WeightStorageTests.shape)
        let direct = try pass.hiddenStates(header: Array(tokens.prefix(9)), selection: [3, 8])
        #expect(try pass.hiddenStates(header: Array(tokens.prefix(9)), selection: [3, 8], cache: cache) == direct)
        #expect(cache.count == 0)
        let whole = try pass.hiddenStates(header: tokens, selection: [3, 8])
        #expect(Self.difference(direct, whole) < 2e-4)
    }

    @Test("gives the same bits with every count of threads, in every storage") func threadsDoNotMatter() throws {
        let weights = TransformerWeights(randomOf: WeightStorageTests.shape, seed: 8, scale: 0.2).rounded()
        let tokens = WeightStorageTests.tokens(6, 5)
        let one = try WeightStorageTests.pass(weights, threads: 1).hiddenStates(header: tokens, selection: [5])
        for threads in [2, 3, 8] {
            for _ in 0..<20 {
                let many = try WeightStorageTests.pass(weights, threads: threads).hiddenStates(
                    header: tokens, selection: [5])
                #expect(many == one)
            }
        }
    }

    @Test(
        "decodes the base model's own blocks to what its prefill gives",
        .enabled(if: BaseModelFile.isPresent, "needs the weights: make setup"))
    func baseModel() throws {
        let file = try GGUFFile(url: BaseModelFile.url)
        let weights = try TransformerWeights(file, layers: 6, storage: .asStored)
        let tokens = try Tokenizer(file: file).encode(WeightStorageTests.text).map(InputRow.token)
        let pass = WeightStorageTests.pass(weights)
        let count = tokens.count
        let whole = pass.transformer.logits(
            try pass.hiddenStates(header: tokens, selection: Array(count - 5..<count)))
        let cache = KeyValueCache(shape: weights.shape)
        _ = try pass.hiddenStates(
            header: Array(tokens.prefix(count - 5)), selection: [], cache: cache, extending: true)
        var steps: [Float] = []
        for token in tokens.suffix(5) {
            steps += pass.transformer.logits(
                try pass.hiddenStates(header: [token], selection: [0], cache: cache, extending: true))
        }
        // Rounded activations turn differences in the last bits into differences of a code here and there.
        let scale = whole.map(abs).max() ?? 0
        #expect(Self.difference(steps, whole) < 0.02 * scale)
    }
}
