import Foundation
import HoneKernels
import HoneLanguageModel
import Testing

@Suite("Weights in few bits") struct WeightStorageTests {
    static let shape = TransformerShape(
        layers: 3, hidden: 64, heads: 6, kvHeads: 2, headDimension: 16, mlp: 96, vocabulary: 90, ropeBase: 10_000,
        normEpsilon: 1e-5, contextLength: 512)

    static func tokens(_ count: Int, _ salt: Int) -> [InputRow] {
        TransformerFixture.integers(count, salt, shape.vocabulary).map(InputRow.token)
    }

    static func pass(_ weights: TransformerWeights, threads: Int = 2) -> InferencePass {
        InferencePass(Transformer(weights, threads: ComputeThreads(threads)))
    }

    static func cosine(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Double {
        func dot(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Double {
            zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
    }

    @Test("take a bit more than a byte each and give nearly the same states") func rounded() throws {
        let weights = TransformerWeights(randomOf: Self.shape, seed: 4, scale: 0.1)
        let few = weights.rounded()
        #expect(few.embedding.storage == .int8 && few.layers[2].down.storage == .int8)
        #expect(Double(few.bytes) < 0.28 * Double(weights.bytes) + 16 * 400)
        let header = Self.tokens(70, 1)
        let rows = (0..<30).map { Self.tokens(1 + $0 % 5, 50 + $0) }
        let exact = try Self.pass(weights).hiddenStates(header: header, rows: rows)
        let ours = try Self.pass(few).hiddenStates(header: header, rows: rows)
        for row in 0..<30 {
            let place = row * 64..<(row + 1) * 64
            #expect(Self.cosine(exact[place], ours[place]) > 0.99, "row \(row)")
        }
    }

    @Test("stay in single precision where a row is not a whole number of blocks") func oddWidth() {
        var shape = Self.shape
        shape.mlp = 72
        let few = TransformerWeights(randomOf: shape, seed: 1).rounded()
        #expect(few.layers[0].down.storage == .float32)
        #expect(few.layers[0].gateUp.storage == .int8)
    }

    @Test("give the same bits with one count of threads again and again") func repeatable() throws {
        let weights = TransformerWeights(randomOf: Self.shape, seed: 2).rounded()
        let header = Self.tokens(100, 2)
        let first = try Self.pass(weights).hiddenStates(header: header, selection: [99])
        #expect(try Self.pass(weights).hiddenStates(header: header, selection: [99]) == first)
    }

    /// Mean Kullback-Leibler divergence from float32's next-token distribution, and how often the likeliest is the same.
    static func compare(_ exact: [Float], _ ours: [Float], vocabulary: Int) -> (divergence: Double, agreement: Double) {
        func logSoftmax(_ x: ArraySlice<Float>) -> [Double] {
            let top = Double(x.max() ?? 0)
            let sum = x.reduce(0.0) { $0 + exp(Double($1) - top) }
            return x.map { Double($0) - top - log(sum) }
        }
        let rows = exact.count / vocabulary
        var divergence = 0.0
        var same = 0
        for row in 0..<rows {
            let p = logSoftmax(exact[row * vocabulary..<(row + 1) * vocabulary])
            let q = logSoftmax(ours[row * vocabulary..<(row + 1) * vocabulary])
            divergence += zip(p, q).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) }
            if p.firstIndex(of: p.max() ?? 0) == q.firstIndex(of: q.max() ?? 0) { same += 1 }
        }
        return (divergence / Double(rows), Double(same) / Double(rows))
    }

    static let text = """
        Hyperparameter optimisation looks for the settings of a training program that make its model best. A grid tries \
        every combination; random search draws them; a surrogate learns from past trials which settings are worth the \
        next one. The learning rate matters most, then the width of the network, the batch size and the weight decay.
        """

    @Test(
        "predict SmolLM2's next tokens as single precision does",
        .enabled(if: BaseModelFile.isPresent, "needs the weights: make setup"),
        arguments: [WeightStorage.asStored, .int8])
    func baseModel(storage: WeightStorage) throws {
        let file = try GGUFFile(url: BaseModelFile.url)
        let tokens = try Tokenizer(file: file).encode(Self.text).map(InputRow.token)
        let selection = Array(stride(from: 2, to: tokens.count, by: 3))
        let vocabulary = 49_152
        func logits(_ storage: WeightStorage) throws -> [Float] {
            let weights = try TransformerWeights(file, storage: storage)
            #expect(weights.layers[29].qkv.storage == storage)
            let pass = Self.pass(weights)
            return pass.transformer.logits(try pass.hiddenStates(header: tokens, selection: selection))
        }
        let result = Self.compare(try logits(.float32), try logits(storage), vocabulary: vocabulary)
        #expect(result.divergence < 0.01)
        #expect(result.agreement > 0.9)
    }

    @Test(
        "take the file's own size for the file's own blocks",
        .enabled(if: BaseModelFile.isPresent, "needs the weights: make setup"))
    func asStoredSize() throws {
        let file = try GGUFFile(url: BaseModelFile.url)
        let weights = try TransformerWeights(file, layers: 5, storage: .asStored)
        let stored = file.tensors.filter { tensor in
            tensor.name == "token_embd.weight" || (0..<5).contains { tensor.name.hasPrefix("blk.\($0).") }
        }.filter { $0.type != .f32 }.reduce(0) { $0 + $1.byteRange.count }
        #expect(weights.bytes == stored)
    }
}
