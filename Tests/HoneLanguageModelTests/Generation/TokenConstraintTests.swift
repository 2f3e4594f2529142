import HoneLanguageModel
import Testing

@Suite("A constrained answer") struct TokenConstraintTests {
    static let choices = ["yes", "no", "not at all", "non", "grün", "日本", " blank", "<0x41>", "12"]

    @Test("is one of the choices, whatever the model prefers", arguments: ["llama2", "smollm", "llama3", "across"])
    func choices(name: String) throws {
        // The vocabulary of `across` has no bytes to fall back to: letters only.
        let choices = name == "across" ? ["yes", "no", "not at all", "none"] : Self.choices
        var seen: Set<String> = []
        for seed in UInt64(0)..<40 {
            let generator = try TinyGenerator.make(name, seed: seed % 4)
            let options = TextGenerator.Options(
                maxTokens: 40, sampling: Sampling(temperature: seed % 5 == 0 ? 0 : 1.5, seed: seed),
                constraint: .choice(of: choices, tokenizer: generator.tokenizer))
            let answer = try generator.run([5, 6], options: options)
            #expect(choices.contains(answer.text), "\(answer.text)")
            switch answer.ending {
            case .complete, .stopToken: break
            default: Issue.record("ended by \(answer.ending)")
            }
            seen.insert(answer.text)
        }
        #expect(seen.count > 2)
    }

    @Test("is a number of so many digits", arguments: ["llama2", "smollm", "qwen2", "llama3"])
    func digits(name: String) throws {
        for seed in UInt64(0)..<30 {
            let generator = try TinyGenerator.make(name, seed: seed % 3)
            let counts = Int(seed % 3) + 1...Int(seed % 5) + 3
            let answer = try generator.run(
                [5, 6],
                options: .init(
                    maxTokens: 40, sampling: Sampling(temperature: 2, seed: seed),
                    constraint: .digits(counts, tokenizer: generator.tokenizer)))
            #expect(counts.contains(answer.text.count) && answer.text.utf8.allSatisfy { (0x30...0x39).contains($0) })
        }
    }

    @Test("follows a rule given token by token") func closure() throws {
        let generator = try TinyGenerator.make("smollm")
        let size = generator.tokenizer.vocabularySize
        // Ever larger numbers, five of them.
        let rising = TokenConstraint { answer in
            let next = answer.count < 5 ? (answer.last ?? 9) + 1..<min(size, (answer.last ?? 9) + 60) : 0..<0
            return TokenConstraint.Allowance(tokens: TokenSet(next, vocabularySize: size), mayEnd: answer.count == 5)
        }
        for seed in UInt64(0)..<20 {
            let answer = try generator.run(
                [5], options: .init(sampling: Sampling(seed: seed), stopTokens: [], constraint: rising))
            #expect(answer.tokens.count == 5 && answer.tokens == Set(answer.tokens).sorted())
            #expect(answer.ending == .complete)
        }
    }

    @Test("takes forced tokens without changing what follows") func forced() throws {
        let generator = try TinyGenerator.make("smollm")
        let size = generator.tokenizer.vocabularySize
        let forced = generator.tokenizer.encode("Answer: ")
        let constraint = TokenConstraint { answer in
            answer.count < forced.count
                ? .init(tokens: TokenSet([forced[answer.count]], vocabularySize: size), mayEnd: false)
                : .init(tokens: TokenSet(0..<size, vocabularySize: size), mayEnd: false)
        }
        let answer = try generator.run(
            [5], options: .init(maxTokens: forced.count + 10, stopTokens: [], constraint: constraint))
        let after = try generator.run([5] + forced, options: .init(maxTokens: 10, stopTokens: []))
        #expect(answer.tokens == forced + after.tokens)
    }

    @Test("that can neither go on nor end is an error") func deadEnd() throws {
        let generator = try TinyGenerator.make("across")
        #expect(throws: GenerationError.deadEnd("")) {
            try generator.run(
                [5], options: .init(constraint: .choice(of: [], tokenizer: generator.tokenizer)))
        }
    }
}
