import Foundation
import HoneKernels
import HoneLanguageModel
import Testing

struct TransformerTests {
    static let tiny = TransformerShape(
        layers: 3, hidden: 48, heads: 6, kvHeads: 2, headDimension: 16, mlp: 64, vocabulary: 50, ropeBase: 10_000,
        normEpsilon: 1e-5, contextLength: 512)

    static func tinyPass(layers: Int = 3, threads: Int = 2) -> InferencePass {
        let weights = TransformerWeights(randomOf: tiny, seed: 4, scale: 0.3).truncated(to: layers)
        return InferencePass(Transformer(weights, threads: ComputeThreads(threads)))
    }

    static func tokens(_ count: Int, _ salt: Int) -> [InputRow] {
        TransformerFixture.integers(count, salt, tiny.vocabulary).map(InputRow.token)
    }

    static func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
        precondition(a.count == b.count)
        return zip(a, b).map { abs($0 - $1) }.max() ?? 0
    }

    @Test func packedRowsGiveWhatSeparateSequencesGive() throws {
        let pass = Self.tinyPass()
        let header = Self.tokens(150, 1)
        let rows = (0..<60).map { Self.tokens(1 + $0 % 7, 100 + $0) }
        let packed = try pass.hiddenStates(header: header, rows: rows)
        for (index, row) in rows.enumerated() {
            let alone = try pass.hiddenStates(header: header + row, selection: [header.count + row.count - 1])
            let together = Array(packed[index * 48..<(index + 1) * 48])
            #expect(Self.largestDifference(alone, together) < 1e-4)
        }
    }

    @Test func aCachedPrefixChangesNothing() throws {
        let pass = Self.tinyPass()
        let header = Self.tokens(37, 2)
        let rows = (0..<9).map { Self.tokens(2 + $0 % 3, 200 + $0) }
        let direct = try pass.hiddenStates(header: header, rows: rows)
        let cache = KeyValueCache(shape: pass.transformer.shape, capacity: 4)
        _ = try pass.hiddenStates(header: Array(header[..<20]), cache: cache, extending: true)
        _ = try pass.hiddenStates(header: Array(header[20...]), cache: cache, extending: true)
        #expect(cache.count == 37)
        let cached = try pass.hiddenStates(header: [], rows: rows, cache: cache)
        #expect(Self.largestDifference(direct, cached) < 1e-4)
    }

    @Test func oneTokenAtATimeGivesWhatThePromptGives() throws {
        let pass = Self.tinyPass()
        let tokens = Self.tokens(30, 3)
        let whole = try pass.hiddenStates(header: tokens, selection: Array(0..<30))
        let cache = KeyValueCache(shape: pass.transformer.shape, capacity: 1)
        for (index, token) in tokens.enumerated() {
            let one = try pass.hiddenStates(header: [token], selection: [0], cache: cache, extending: true)
            #expect(Self.largestDifference(one, Array(whole[index * 48..<(index + 1) * 48])) < 1e-4)
        }
    }

    @Test func theLastBlockMayBeComputedForTheSelectionAlone() throws {
        let pass = Self.tinyPass()
        let tokens = Self.tokens(20, 5)
        let whole = try pass.hiddenStates(header: tokens, selection: Array(0..<20))
        let few = try pass.hiddenStates(header: tokens, selection: [3, 19])
        #expect(Self.largestDifference(few, Array(whole[3 * 48..<4 * 48]) + Array(whole[19 * 48..<20 * 48])) < 1e-5)
    }

    @Test func theSameThreadsGiveTheSameBits() throws {
        let header = Self.tokens(200, 6)
        let rows = (0..<40).map { Self.tokens(4, 300 + $0) }
        let first = try Self.tinyPass().hiddenStates(header: header, rows: rows)
        let second = try Self.tinyPass().hiddenStates(header: header, rows: rows)
        #expect(first == second)
    }

    @Test func inputsThatTheModelDoesNotKnowAreNamed() {
        let pass = Self.tinyPass()
        #expect(throws: TransformerError.unknownToken(50, vocabulary: 50)) {
            try pass.hiddenStates(header: [.token(50)], selection: [0])
        }
        #expect(throws: TransformerError.unknownValueRow(3, rows: 0)) {
            try pass.hiddenStates(header: [.value(3)], selection: [0])
        }
        #expect(throws: TransformerError.tooLong(positions: 513, contextLength: 512)) {
            try pass.hiddenStates(header: Self.tokens(513, 1), selection: [512])
        }
        #expect(throws: TransformerError.empty("Row 1")) {
            try pass.hiddenStates(header: Self.tokens(3, 1), rows: [[.token(1)], []])
        }
    }
}
