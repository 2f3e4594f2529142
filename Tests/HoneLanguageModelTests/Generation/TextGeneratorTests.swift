import Foundation
import HoneKernels
import HoneLanguageModel
import Testing

@Suite("A text generator") struct TextGeneratorTests {
    struct Answer: Decodable {
        let question: String
        let prompt: [Int]
        let answer: [Int]
        let text: String
    }

    @Test("gives transformers' greedy answers with SmolLM2") func smolLM2() throws {
        let answers = try JSONDecoder().decode(
            [Answer].self, from: Data(contentsOf: ChatTemplateTests.url("generation.json")))
        let file = try LanguageModelFile(url: ModelCatalog.smolLM2.locate())
        let tokenizer = try file.tokenizer()
        let template = try file.chatTemplate(tokenizer)
        let generator = try TextGenerator(Transformer(try file.weights()), tokenizer: tokenizer)
        #expect(generator.stopTokens.contains(2) && answers.contains { $0.answer.count >= 30 })
        for expected in answers {
            let prompt = template.tokens([ChatMessage(.user, expected.question)], tokenizer: tokenizer)
            #expect(prompt == expected.prompt)
            let ends = expected.answer.last == 2
            let tokens = ends ? expected.answer.dropLast() : expected.answer[...]
            // One more where the model ends by itself: the stop token has to be drawn.
            let answer = try generator.run(prompt, options: .init(maxTokens: tokens.count + (ends ? 1 : 0)))
            #expect(answer.tokens == Array(tokens), "\(answer.text)")
            #expect(answer.text == expected.text)
            #expect(answer.ending == (ends ? .stopToken(2) : .length))
        }
    }

    @Test("gives out its text piece by piece, the same for the same seed") func pieces() throws {
        let generator = try TinyGenerator.make()
        var texts: Set<String> = []
        for seed in UInt64(0)..<8 {
            let options = TextGenerator.Options(maxTokens: 40, sampling: Sampling(seed: seed), stopTokens: [])
            var pieces: [String] = []
            let answer = try generator.run([1, 300], options: options) { pieces.append($0) }
            #expect(pieces.joined() == answer.text && !pieces.contains(""))
            #expect(answer.tokens.count == 40 && answer.ending == .length && answer.promptTokens == 2)
            #expect(answer.text == generator.tokenizer.decode(answer.tokens, skippingSpecialTokens: true))
            #expect(try generator.run([1, 300], options: options) == answer)
            texts.insert(answer.text)
        }
        #expect(texts.count > 6)
    }

    @Test("writes what the whole text read at once makes likeliest") func cacheAgrees() throws {
        let generator = try TinyGenerator.make()
        let prompt = (0..<30).map { 260 + $0 * 7 % 300 }
        let answer = try generator.run(prompt, options: .init(maxTokens: 20, stopTokens: []))
        let pass = InferencePass(generator.transformer)
        for count in 0..<20 {
            let inputs = prompt + answer.tokens.prefix(count)
            let hidden = try pass.hiddenStates(header: inputs.map(InputRow.token), selection: [inputs.count - 1])
            let logits = generator.transformer.logits(hidden)[..<generator.tokenizer.vocabularySize]
            #expect(logits.indices.max { logits[$0] < logits[$1] } == answer.tokens[count])
        }
    }

    @Test("ends before a stop word, wherever tokens cut it, and gives out no part of it") func stopWords() throws {
        let generator = try TinyGenerator.make()
        let free = TextGenerator.Options(maxTokens: 60, sampling: Sampling(seed: 3), stopTokens: [])
        let whole = try generator.run([1], options: free).text
        let characters = Array(whole)
        var cut = 0
        for start in stride(from: 1, to: characters.count - 4, by: 3) {
            let word = String(characters[start..<(start + 4)])
            guard let first = whole.range(of: word, options: .literal) else { continue }
            var options = free
            options.stopWords = ["never there", word]
            var pieces = ""
            let answer = try generator.run([1], options: options) { pieces += $0 }
            #expect(answer.ending == .stopWord(word))
            #expect(answer.text == String(whole[..<first.lowerBound]) && pieces == answer.text)
            cut += 1
        }
        #expect(cut > 10)
    }

    @Test("ends at a stop token, which is no part of the answer") func stopTokens() throws {
        let generator = try TinyGenerator.make()
        let free = try generator.run([1], options: .init(maxTokens: 30, sampling: Sampling(seed: 5), stopTokens: []))
        let stop = free.tokens[10]
        let answer = try generator.run(
            [1], options: .init(maxTokens: 30, sampling: Sampling(seed: 5), stopTokens: [stop]))
        let expected = try #require(free.tokens.firstIndex(of: stop))
        #expect(answer.tokens == Array(free.tokens[..<expected]) && answer.ending == .stopToken(stop))
    }

    @Test("stops at the model's last position") func room() throws {
        let generator = try TinyGenerator.make()
        let prompt = [Int](repeating: 300, count: 250)
        let answer = try generator.run(prompt, options: .init(maxTokens: 100, stopTokens: []))
        #expect(answer.tokens.count == 6 && answer.ending == .length)
        #expect(throws: GenerationError.promptTooLong(tokens: 257, limit: 256)) {
            try generator.run([Int](repeating: 300, count: 257))
        }
    }

    @Test("names what it cannot do") func errors() throws {
        let generator = try TinyGenerator.make()
        #expect(throws: GenerationError.emptyPrompt) { try generator.run([]) }
        for sampling in [
            Sampling(temperature: -1), Sampling(temperature: .nan), Sampling(topP: 0), Sampling(topP: 1.5),
            Sampling(topK: -1), Sampling(minP: 2),
        ] {
            #expect(throws: GenerationError.self) { try generator.run([1], options: .init(sampling: sampling)) }
        }
        #expect(throws: GenerationError.self) { try generator.run([1_000_000]) }
        let large = try TokenizerFixtures.tokenizer("llama2")
        let shape = TransformerShape(
            layers: 1, hidden: 16, heads: 1, kvHeads: 1, headDimension: 16, mlp: 16, vocabulary: 10, ropeBase: 10_000,
            normEpsilon: 1e-5, contextLength: 16)
        let small = Transformer(TransformerWeights(randomOf: shape, seed: 1), threads: ComputeThreads(1))
        #expect(throws: GenerationError.vocabulariesDiffer(tokenizer: large.vocabularySize, model: 10)) {
            try TextGenerator(small, tokenizer: large)
        }
    }

    @Test("streams to a task what it writes on a thread, and ends when the task is cancelled") func tasks() async throws
    {
        let generator = try TinyGenerator.make()
        let options = TextGenerator.Options(maxTokens: 50, sampling: Sampling(seed: 2), stopTokens: [])
        let expected = try generator.run([1], options: options)
        #expect(try await generator.generate([1], options: options) == expected)
        var text = ""
        var answer: TextGenerator.Answer?
        for try await event in generator.stream([1], options: options) {
            switch event {
            case .text(let piece): text += piece
            case .answer(let whole): answer = whole
            }
        }
        #expect(answer == expected && text == expected.text)
        await #expect(throws: GenerationError.emptyPrompt) {
            for try await _ in generator.stream([], options: options) {}
        }
        let cancelled = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await generator.generate([1], options: options)
        }
        cancelled.cancel()
        let ended = try await cancelled.value
        #expect(ended.ending == .cancelled && ended.tokens.count < 50)
    }
}
