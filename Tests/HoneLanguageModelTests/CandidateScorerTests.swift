import Foundation
import HoneKernels
import HoneLanguageModel
import HoneNumerics
import Testing

@Suite("Scoring candidates behind a prompt")
struct CandidateScorerTests {
    static let transformer = Transformer(
        TransformerWeights(randomOf: TransformerTests.tiny, seed: 4, scale: 0.3), threads: ComputeThreads(2))

    static func scorer(passInputs: Int = 768, cacheBytes: Int = 1 << 20) -> CandidateScorer {
        var limits = CandidateScorer.Limits()
        limits.passInputs = passInputs
        limits.promptInputs = 16
        limits.cacheBytes = cacheBytes
        return CandidateScorer(transformer, limits: limits)
    }

    /// Each candidate by itself, prompt and all.
    private func alone(_ rows: [[InputRow]], after prompt: [InputRow]) throws -> [Float] {
        let pass = InferencePass(Self.transformer)
        return try rows.flatMap {
            try pass.hiddenStates(header: prompt + $0, selection: [prompt.count + $0.count - 1])
        }
    }

    @Test("Shared beginnings, separate rows and single sequences say the same", arguments: 0..<24)
    func agreement(seed: UInt64) throws {
        // Even seeds have many rows, every third no prompt at all.
        let candidates = RandomCandidates(
            seed: seed, longestPrompt: seed % 3 == 0 ? 0 : 40, mostRows: seed % 2 == 0 ? 60 : 3)
        let expected = try alone(candidates.rows, after: candidates.prompt)
        for (sharing, passInputs) in [(true, 768), (true, 30), (false, 30)] {
            let scorer = Self.scorer(passInputs: passInputs)
            let plan = try scorer.plan(candidates.rows, sharing: sharing)
            let states = try plan.passes.flatMap { try scorer.hiddenStates($0, of: plan, after: candidates.prompt) }
            let found = plan.spread(states, width: 48)
            #expect(TransformerTests.largestDifference(found, expected) < 1e-4)
            #expect(scorer.counters.candidateInputsComputed == plan.computedInputs)
        }
    }

    @Test("The order in which candidates are given changes no bit of their scores")
    func order() throws {
        let candidates = RandomCandidates(seed: 3)
        let rows = candidates.rows
        let states = try Self.scorer().hiddenStates(of: rows, after: candidates.prompt)
        let reversed = try Self.scorer().hiddenStates(of: rows.reversed(), after: candidates.prompt)
        for index in rows.indices {
            let mirrored = rows.count - 1 - index
            #expect(states[index * 48..<index * 48 + 48] == reversed[mirrored * 48..<mirrored * 48 + 48])
        }
    }

    @Test("Counters tell what was computed and what was spared")
    func counters() throws {
        let scorer = Self.scorer()
        let prompt = TransformerTests.tokens(30, 1)
        let rows = [[1, 2, 3], [1, 2, 4], [1, 2, 3], [5]].map { $0.map(InputRow.token) }
        _ = try scorer.hiddenStates(of: rows, after: prompt)
        // 1 2 3, then 4, then 5; the second 1 2 3 is the same row, which is no saving of beginnings.
        #expect(scorer.counters.candidateInputsComputed == 5)
        #expect(scorer.counters.candidateInputsSaved == 2)
        #expect(scorer.counters.promptMisses == 1 && scorer.counters.promptInputsComputed == 30)
        _ = try scorer.hiddenStates(of: rows, after: prompt)
        #expect(scorer.counters.promptHits == 1 && scorer.counters.promptInputsSaved == 30)
        #expect(scorer.spent.tokens == 30 + 2 * 5)
    }

    @Test("Chosen tokens' logits are those of the whole vocabulary at these tokens")
    func chosenTokens() throws {
        let candidates = RandomCandidates(seed: 8)
        let states = try Self.scorer().hiddenStates(of: candidates.rows, after: candidates.prompt)
        let all = Self.transformer.logits(states)
        let chosen = [7, 0, 49, 7]
        let some = try Self.transformer.logits(states, tokens: chosen)
        let expected = candidates.rows.indices.flatMap { row in chosen.map { all[row * 50 + $0] } }
        #expect(TransformerTests.largestDifference(some, expected) < 1e-5)
        #expect(try Self.transformer.logits(states, tokens: []).isEmpty)
        #expect(throws: TransformerError.unknownToken(50, vocabulary: 50)) {
            try Self.transformer.logits(states, tokens: [50])
        }
    }

    @Test("Unknown tokens and positions beyond the context are refused")
    func refusals() throws {
        let scorer = Self.scorer()
        #expect(throws: TransformerError.unknownToken(60, vocabulary: 50)) {
            try scorer.hiddenStates(of: [[.token(60)]], after: [.token(1)])
        }
        #expect(throws: TransformerError.tooLong(positions: 513, contextLength: 512)) {
            try scorer.hiddenStates(of: [[.token(1)]], after: TransformerTests.tokens(512, 1))
        }
        #expect(try scorer.hiddenStates(of: [], after: [.token(1)]).isEmpty)
    }
}
