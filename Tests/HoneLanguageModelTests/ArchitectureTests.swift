import Foundation
import HoneKernels
import HoneLanguageModel
import HoneNumerics
import Testing

@Suite("A model of another architecture") struct ArchitectureTests {
    @Test(
        "has the logits that transformers has, from a checkpoint and from GGUF",
        arguments: ArchitectureFixture.names, ["", ".gguf"])
    func logits(name: String, ending: String) throws {
        let answers = try ArchitectureFixture.model(name).logits
        let file = try LanguageModelFile(url: ArchitectureFixture.url(name + ending))
        let pass = InferencePass(Transformer(try file.weights(), threads: ComputeThreads(2)))
        let vocabulary = ArchitectureFixture.vocabulary
        for answer in answers {
            let tokens = TransformerFixture.integers(answer.length, answer.length, vocabulary).map(InputRow.token)
            let hidden = try pass.hiddenStates(header: tokens, selection: Array(0..<tokens.count))
            let logits = pass.transformer.logits(hidden)
            let scale = answer.norm / Double(vocabulary).squareRoot()
            for ((position, token), value) in zip(zip(answer.positions, answer.tokens), answer.values) {
                let ours = Double(logits[position * vocabulary + token])
                #expect(abs(ours - value) < 1e-4 * scale, "length \(answer.length): \(ours), \(value)")
            }
            let last = logits.suffix(vocabulary).reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            #expect(abs(last / answer.norm - 1) < 1e-5)
        }
    }

    @Test(
        "gives the same hidden states one token at a time and with the last block cut",
        arguments: ArchitectureFixture.names)
    func oneTokenAtATime(name: String) throws {
        let weights = try LanguageModelFile(url: ArchitectureFixture.url(name)).weights()
        let pass = InferencePass(Transformer(weights, threads: ComputeThreads(2)))
        let tokens = TransformerFixture.integers(12, 3, ArchitectureFixture.vocabulary).map(InputRow.token)
        let whole = try pass.hiddenStates(header: tokens, selection: Array(0..<12))
        let width = weights.shape.hidden
        let cache = KeyValueCache(shape: weights.shape, capacity: 1)
        for (index, token) in tokens.enumerated() {
            let one = try pass.hiddenStates(header: [token], selection: [0], cache: cache, extending: true)
            #expect(
                TransformerTests.largestDifference(one, Array(whole[index * width..<(index + 1) * width])) < 1e-4)
        }
        let last = try pass.hiddenStates(header: tokens, selection: [11])
        #expect(TransformerTests.largestDifference(last, Array(whole.suffix(width))) < 1e-5)
    }

    @Test("predicts nearly the same in eight bits", arguments: ArchitectureFixture.names)
    func eightBits(name: String) throws {
        let file = try LanguageModelFile(url: ArchitectureFixture.url(name))
        let tokens = TransformerFixture.integers(70, 70, ArchitectureFixture.vocabulary).map(InputRow.token)
        func logits(_ storage: WeightStorage) throws -> [Float] {
            let pass = InferencePass(Transformer(try file.weights(storage: storage), threads: ComputeThreads(2)))
            return pass.transformer.logits(try pass.hiddenStates(header: tokens, selection: Array(0..<70)))
        }
        let exact = try logits(.float32)
        let few = try logits(.int8)
        #expect(WeightStorageTests.cosine(exact, few) > 0.995)
    }

    @Test("has the gradients that PEFT has", arguments: ArchitectureFixture.names)
    func gradients(name: String) throws {
        let answers = try ArchitectureFixture.model(name).training
        let weights = try LanguageModelFile(url: ArchitectureFixture.url(name)).weights()
        let trainer = Self.trainer(weights)
        let (loss, values) = try trainer.gradient(of: [0, 1].map(ArchitectureFixture.example))
        #expect(abs(loss / answers.loss - 1) < 1e-5, "\(loss), \(answers.loss)")
        let tensors = Self.tensors(trainer.layout)
        #expect(tensors.count == answers.gradients.count)
        for (tensor, answer) in zip(tensors, answers.gradients) {
            let gradient = (0..<tensor.count).map { Double(values[tensor.offset + $0]) }
            let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(abs(norm / answer.norm - 1) < 1e-3, "\(tensor.name), \(answer.name): \(norm), \(answer.norm)")
            let size = answer.norm / Double(tensor.count).squareRoot()
            for (index, entry) in zip(TransformerFixture.integers(4, 9000, tensor.count), answer.entries) {
                #expect(abs(gradient[index] - entry) < 1e-3 * size + 1e-3 * abs(entry), "\(tensor.name)")
            }
        }
    }

    @Test("has the slopes that finite differences show, heads' norms included")
    func slopes() throws {
        let shape = TransformerShape(
            architecture: .qwen3, layers: 2, hidden: 48, heads: 4, kvHeads: 2, headDimension: 32, mlp: 64,
            vocabulary: 288, ropeBase: 10_000, normEpsilon: 1e-6, contextLength: 256)
        let trainer = Self.trainer(TransformerWeights(randomOf: shape, seed: 3, scale: 0.25))
        let examples = [0, 1].map(ArchitectureFixture.example)
        let gradient = try trainer.gradient(of: examples).values.copy()
        let parameters = trainer.state.parameters
        var generator = SeededGenerator(seed: 5)
        for tensor in Self.tensors(trainer.layout) {
            let direction = (0..<tensor.count).map { _ in Float(generator.normal()) }
            let slope = (0..<tensor.count).reduce(0.0) {
                $0 + Double(direction[$1]) * Double(gradient[tensor.offset + $1])
            }
            let step: Float = 2e-3 / max(1, Float(tensor.count).squareRoot() / 4)
            let original = (0..<tensor.count).map { parameters[tensor.offset + $0] }
            var losses: [Double] = []
            for sign in [Float(1), -1] {
                for i in 0..<tensor.count { parameters[tensor.offset + i] = original[i] + sign * step * direction[i] }
                losses.append(try trainer.gradient(of: examples).loss)
            }
            for i in 0..<tensor.count { parameters[tensor.offset + i] = original[i] }
            let difference = (losses[0] - losses[1]) / (2 * Double(step))
            #expect(abs(difference - slope) < 1e-3 + 0.02 * abs(slope), "\(tensor.name): \(difference) and \(slope)")
        }
    }

    @Test("states the same shape in both formats", arguments: ArchitectureFixture.names)
    func shapes(name: String) throws {
        var checkpoint = try LanguageModelFile(url: ArchitectureFixture.url(name)).shape()
        var gguf = try LanguageModelFile(url: ArchitectureFixture.url(name + ".gguf")).shape()
        #expect(gguf.normEpsilon == Double(Float(checkpoint.normEpsilon)))  // GGUF holds it in single precision
        gguf.normEpsilon = checkpoint.normEpsilon
        let half = checkpoint.headDimension / 2
        if name == "llama" {  // GGUF holds the divisors instead of the rule
            guard case .divisors(let divisors) = gguf.ropeScaling else {
                Issue.record("no divisors")
                return
            }
            #expect(divisors.count == half && divisors[0] == 1 && divisors[half - 1] == 8)
            #expect(
                checkpoint.ropeScaling == .llama3(factor: 8, lowBound: 1, highBound: 4, trainedLength: 32))
            gguf.ropeScaling = .none
            checkpoint.ropeScaling = .none
        }
        #expect(checkpoint == gguf)
    }

    @Test("has the same tokenizer in both formats", arguments: ["llama", "qwen3"])
    func tokenizers(name: String) throws {
        let texts = ["the loss is 0.0127 and the rate of 3e-4", "  über\nall<|end|>", ""]
        let checkpoint = try LanguageModelFile(url: ArchitectureFixture.url(name)).tokenizer()
        let gguf = try LanguageModelFile(url: ArchitectureFixture.url(name + ".gguf")).tokenizer()
        #expect(checkpoint.vocabularySize == ArchitectureFixture.vocabulary)
        for text in texts {
            let tokens = checkpoint.encode(text)
            #expect(tokens == gguf.encode(text) && checkpoint.decode(tokens) == text)
        }
    }

    private static func trainer(_ weights: TransformerWeights) -> LoRATrainer {
        let configuration = TrainingConfiguration(
            lora: LoRAConfiguration(rank: 2, alpha: 4), valueRows: ArchitectureFixture.valueRows,
            bins: ArchitectureFixture.bins,
            schedule: LearningRateSchedule(peak: 1e-3, warmupSteps: 4, totalSteps: 10))
        let trainer = LoRATrainer(Transformer(weights, threads: ComputeThreads(2)), configuration: configuration)
        let layout = trainer.layout
        let parameters = trainer.state.parameters
        func fill(_ tensor: TrainableLayout.Tensor, salt: Int, scale: Double) {
            for (index, value) in TransformerFixture.wave(tensor.count, salt).enumerated() {
                parameters[tensor.offset + index] = Float(value * scale)
            }
        }
        for (index, (_, _, a, b)) in layout.loraTensors().enumerated() {
            fill(a, salt: 2 * index + 1, scale: 0.5)
            fill(b, salt: 2 * index + 2, scale: 0.3)
        }
        for (tensor, scale) in zip(layout.ownTensors, [0.8, 0.5, 0.5].enumerated()) {
            fill(tensor, salt: 5001 + scale.offset, scale: scale.element)
        }
        return trainer
    }

    private static func tensors(_ layout: TrainableLayout) -> [TrainableLayout.Tensor] {
        layout.loraTensors().flatMap { [$0.a, $0.b] } + layout.ownTensors
    }
}
