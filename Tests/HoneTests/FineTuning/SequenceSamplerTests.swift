import Hone
import HoneCore
import HoneLanguageModel
import HoneModelSearch
import HoneSearch
import Testing

@Suite("Sequences to train on")
struct SequenceSamplerTests {
    private func sampler(_ recipe: FineTuningRecipe = TinyBase.recipe(), _ snapshot: PastTrialsSnapshot? = nil) throws
        -> SequenceSampler
    {
        let rows = try RowTokenizer(TinyBase.tokenizer())
        let snapshot = try snapshot ?? TinyBase.snapshot()
        return try SequenceSampler(
            tasks: snapshot.entries.compactMap { TrainingTask($0, tokenizer: rows) }, recipe: recipe, tokenizer: rows,
            snapshot: snapshot)
    }

    @Test("A step's sequences depend on the seed and its number alone")
    func determinism() throws {
        let one = try sampler()
        let other = try sampler()
        for step in [0, 5, 3] {
            for (a, b) in zip(one.sequences(step: step), other.sequences(step: step)) {
                #expect(a.header == b.header)
                #expect(a.rows == b.rows)
                #expect(a.labels == b.labels)
            }
        }
        #expect(one.sequences(step: 0).map(\.rows) != one.sequences(step: 1).map(\.rows))
        var recipe = TinyBase.recipe()
        recipe.seed = 1
        #expect(try sampler(recipe).sequences(step: 0).map(\.rows) != one.sequences(step: 0).map(\.rows))
    }

    @Test("Every row has its values and the score position, and a label that is a distribution")
    func shape() throws {
        for sequence in try sampler().sequences(step: 0) {
            #expect(sequence.rows.count == 12)
            #expect(sequence.rows.allSatisfy { $0.count == 3 })
            #expect(sequence.labels.count == 12 * 20)
            for row in 0..<12 {
                #expect(abs(sequence.labels[row * 20..<(row + 1) * 20].reduce(0, +) - 1) < 1e-5)
            }
        }
    }

    @Test("Without jitter values stand as they are; with it they move by at most that much")
    func jitter() throws {
        func values(_ jitter: Int) throws -> Set<Int> {
            var recipe = TinyBase.recipe()
            recipe.jitter = jitter
            let sampler = try sampler(recipe)
            return Set((0..<20).flatMap { sampler.sequences(step: $0) }.flatMap(\.rows).compactMap { $0[0].value })
        }
        let plain = try values(0)
        #expect(plain.count == 24)
        let moved = try values(2)
        #expect(moved.count > 40)
        #expect(moved.allSatisfy { value in plain.contains { abs($0 - value) <= 2 } })
    }

    @Test("Families are drawn by their weights, and a weight of 0 keeps one out")
    func weights() throws {
        let snapshot = PastTrialsSnapshot(
            entries: [try TinyBase.entry("a", family: "mlp"), try TinyBase.entry("b", family: "rf")], hash: "h",
            leftOut: [])
        var recipe = TinyBase.recipe()
        recipe.factsProbability = 1
        recipe.familyWeights = ["mlp": 3]
        let drawn = try (0..<200).flatMap { try sampler(recipe, snapshot).sequences(step: $0) }
        let forests = drawn.count { $0.header[1] == InputRow.token(Int(UInt8(ascii: "r"))) }
        #expect((60...140).contains(forests))
        recipe.familyWeights = ["rf": 0]
        let left = try sampler(recipe, snapshot)
        #expect(left.families.map(\.name) == ["mlp"])
    }

    @Test("A snapshot without trials is an error that names what was left out")
    func empty() throws {
        let nothing = PastTrialsSnapshot(entries: [], hash: "abcdef0123", leftOut: ["dataset:iris"])
        let error = #expect(throws: FineTuningError.self) { try sampler(TinyBase.recipe(), nothing) }
        #expect(error?.description.contains("dataset:iris") == true)
    }
}
