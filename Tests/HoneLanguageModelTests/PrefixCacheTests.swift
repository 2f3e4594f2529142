import HoneLanguageModel
import HoneNumerics
import Testing

@Suite("Caches of prompts")
struct PrefixCacheTests {
    private let row: [[InputRow]] = [[.token(1), .token(2)]]
    private let perInput = KeyValueCache.bytesPerInput(TransformerTests.tiny)

    private func fresh(_ prompt: [InputRow]) throws -> [Float] {
        try CandidateScorerTests.scorer().hiddenStates(of: row, after: prompt)
    }

    @Test("A history that grows by one trial extends its cache, before the same question too")
    func growth() throws {
        let scorer = CandidateScorerTests.scorer()
        let question = TransformerTests.tokens(4, 99)
        var history = TransformerTests.tokens(40, 1)
        for trial in 0..<6 {
            let before = scorer.counters
            let prompt = history + question
            let states = try scorer.hiddenStates(of: row, after: prompt)
            #expect(TransformerTests.largestDifference(states, try fresh(prompt)) < 1e-4)
            if trial > 0 {
                #expect(scorer.counters.promptExtensions == before.promptExtensions + 1)
                #expect(scorer.counters.promptInputsComputed == before.promptInputsComputed + 5 + question.count)
            }
            #expect(scorer.cachedPrompts == [prompt])
            history += TransformerTests.tokens(5, 200 + trial)
        }
    }

    @Test("Prompts that part early keep a cache each", arguments: 0..<12)
    func forks(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let scorer = CandidateScorerTests.scorer()
        let common = TransformerTests.tokens(20, 1)
        let prompts = (0..<4).map { common + TransformerTests.tokens(20 + $0, 10 + $0) }
        for index in prompts.indices { _ = try scorer.hiddenStates(of: row, after: prompts[index]) }
        #expect(scorer.counters.promptMisses == 1 && scorer.counters.promptExtensions == 3)
        #expect(scorer.counters.promptInputsComputed == 40 + 21 + 22 + 23)
        for _ in 0..<6 {
            let prompt = prompts[generator.integer(below: 4)]
            let states = try scorer.hiddenStates(of: row, after: prompt)
            #expect(TransformerTests.largestDifference(states, try fresh(prompt)) < 1e-4)
        }
        #expect(scorer.counters.promptHits == 6)
        #expect(scorer.counters.evictions == 0)
    }

    @Test("What was used least recently goes first, and bytes stay within the limit", arguments: 0..<12)
    func eviction(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        // Prompts that share nothing, of different lengths; room for some of them.
        let prompts = (0..<7).map { index in
            (0..<8 + 3 * index).map { InputRow.token((7 * index + $0) % 50) }
        }
        let limit = 60 * perInput
        let scorer = CandidateScorerTests.scorer(cacheBytes: limit)
        var expected: [[InputRow]] = []
        var evictions = 0
        for _ in 0..<40 {
            let prompt = prompts[generator.integer(below: prompts.count)]
            _ = try scorer.hiddenStates(of: row, after: prompt)
            expected.removeAll { $0 == prompt }
            while (expected.joined().count + prompt.count) * perInput > limit {
                expected.removeFirst()
                evictions += 1
            }
            expected.append(prompt)
            #expect(scorer.cachedPrompts == expected)
            #expect(scorer.cachedBytes <= limit)
        }
        #expect(scorer.counters.evictions == evictions)
        #expect(scorer.counters.promptHits + scorer.counters.promptMisses == 40)
    }

    @Test("Any order of prompts gives what rebuilding gives", arguments: 0..<16)
    func anyOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let scorer = CandidateScorerTests.scorer(cacheBytes: (30 + generator.integer(below: 200)) * perInput)
        var prompt: [InputRow] = []
        for _ in 0..<25 {
            switch generator.integer(below: 3) {
            case 0: prompt.removeLast(generator.integer(below: prompt.count + 1))
            case 1 where !prompt.isEmpty:
                prompt[generator.integer(below: prompt.count)] = .token(generator.integer(below: 50))
            default:
                for _ in 0..<generator.integer(below: 12) { prompt.append(.token(generator.integer(below: 50))) }
            }
            let states = try scorer.hiddenStates(of: row, after: prompt)
            #expect(TransformerTests.largestDifference(states, try fresh(prompt)) < 1e-4)
        }
    }

    @Test("A prompt that cannot be computed leaves what was computed of it and everything else")
    func failure() throws {
        let scorer = CandidateScorerTests.scorer()
        let good = TransformerTests.tokens(20, 1)
        _ = try scorer.hiddenStates(of: row, after: good)
        let bad = (0..<17).map { InputRow.token(($0 + 25) % 50) } + [.token(77)]
        #expect(throws: TransformerError.self) { try scorer.hiddenStates(of: row, after: bad) }
        #expect(scorer.cachedPrompts.allSatisfy { !$0.contains(.token(77)) })
        #expect(scorer.cachedPrompts.contains(good))
        #expect(throws: TransformerError.self) { try scorer.hiddenStates(of: row, after: [.token(77)]) }
        let states = try scorer.hiddenStates(of: row, after: good)
        #expect(TransformerTests.largestDifference(states, try fresh(good)) < 1e-4)
    }

    @Test("A cut or copied cache goes on from where it was cut")
    func cuts() throws {
        let pass = InferencePass(CandidateScorerTests.transformer)
        let tokens = TransformerTests.tokens(30, 1)
        let cache = KeyValueCache(shape: pass.transformer.shape, capacity: 3)
        _ = try pass.hiddenStates(header: tokens, selection: [], cache: cache, extending: true)
        let copy = cache.copy(prefix: 12, capacity: 12)
        #expect(copy.count == 12 && copy.bytes == 12 * perInput)
        cache.truncate(to: 20)
        #expect(cache.count == 20)
        cache.truncate(to: 25)
        #expect(cache.count == 20)
        let expected = try pass.hiddenStates(header: tokens, selection: [29])
        for part in [cache, copy] {
            let found = try pass.hiddenStates(
                header: Array(tokens[part.count...]), selection: [29 - part.count], cache: part, extending: true)
            #expect(TransformerTests.largestDifference(found, expected) < 1e-4)
            #expect(part.count == 30)
        }
    }
}
