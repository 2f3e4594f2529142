import HoneLanguageModel
import HoneNumerics
import Testing

/// Rows at random over few different tokens, so that many begin alike and some are the same.
struct RandomCandidates {
    let prompt: [InputRow]
    let rows: [[InputRow]]

    init(seed: UInt64, longestPrompt: Int = 40, mostRows: Int = 60, longestRow: Int = 12) {
        var generator = SeededGenerator(seed: seed)
        let vocabulary = 2 + generator.integer(below: 5)
        prompt = (0..<generator.integer(below: longestPrompt + 1)).map { _ in .token(generator.integer(below: 50)) }
        rows = (0..<1 + generator.integer(below: mostRows)).map { _ in
            (0..<1 + generator.integer(below: longestRow)).map { _ in .token(generator.integer(below: vocabulary)) }
        }
    }
}

@Suite("Plans of many candidates")
struct ScoringPlanTests {
    private let shape = TransformerTests.tiny

    @Test("Every row finds its inputs on its path, each beginning once", arguments: 0..<20)
    func paths(seed: UInt64) throws {
        let rows = RandomCandidates(seed: seed).rows
        let plan = try ScoringPlan(rows, shape: shape, passInputs: 10_000, sharing: true)
        #expect(plan.passes.count == 1)
        #expect(rows.indices.allSatisfy { plan.rows[plan.places[$0]] == rows[$0] })
        #expect(Set(plan.rows).count == plan.rows.count)
        let beginnings = Set(plan.rows.flatMap { row in row.indices.map { Array(row[...$0]) } })
        #expect(plan.computedInputs == (plan.sharesBeginnings ? beginnings.count : plan.rows.joined().count))
        let sequence = plan.sequence(of: plan.passes[0], firstPosition: 3)
        #expect(sequence.count == plan.computedInputs)
        for (inputs, row) in zip(plan.inputs(of: plan.passes[0]), plan.rows) {
            #expect(inputs.map { sequence.inputs[$0] } == row)
            #expect(inputs.map { sequence.positions[$0] } == row.indices.map { Int32(3 + $0) })
        }
        #expect(sequence.rowEnds == plan.inputs(of: plan.passes[0]).map { $0[$0.count - 1] })
    }

    @Test("Passes keep to their size and together cover every row once", arguments: 0..<20)
    func passes(seed: UInt64) throws {
        let rows = RandomCandidates(seed: seed, mostRows: 300).rows
        for sharing in [true, false] {
            let limit = 12 + Int(seed) * 5
            let plan = try ScoringPlan(rows, shape: shape, passInputs: limit, sharing: sharing)
            #expect(plan.passes.flatMap { Array($0.rows) } == Array(plan.rows.indices))
            for part in plan.passes {
                #expect(part.inputs <= limit)
                #expect(plan.sequence(of: part, firstPosition: 0).count == part.inputs)
            }
        }
        let whole = try ScoringPlan([rows[0], rows[0] + rows[0]], shape: shape, passInputs: 1, sharing: false)
        #expect(whole.passes.count == 2)
    }

    @Test("Beginnings are shared where that spares more than the copies take")
    func cost() throws {
        #expect(!SharingCost.pays(plain: 100, shared: 100, shape: shape))
        #expect(SharingCost.pays(plain: 100, shared: 50, shape: shape))
        var wide = shape
        wide.hidden = 576
        wide.mlp = 1536
        #expect(SharingCost.pays(plain: 6000, shared: 5900, shape: wide))
        var thin = shape
        thin.hidden = 8
        thin.mlp = 8
        #expect(!SharingCost.pays(plain: 100, shared: 99, shape: thin))
        let different = (0..<20).map { [InputRow.token($0), .token(1)] }
        #expect(try !ScoringPlan(different, shape: shape, passInputs: 100).sharesBeginnings)
        #expect(try !ScoringPlan(different, shape: shape, passInputs: 100, sharing: true).sharesBeginnings)
    }

    @Test("A candidate without inputs is named")
    func empty() {
        #expect(throws: TransformerError.empty("Row 1")) {
            try ScoringPlan([[.token(1)], []], shape: shape, passInputs: 10)
        }
        #expect(throws: Never.self) { try ScoringPlan([], shape: shape, passInputs: 10) }
    }
}
