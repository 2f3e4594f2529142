import HoneKernels
import HoneLanguageModel
import Testing

/// Against transformers in float64: our largest error is at most twice that of PyTorch in float32 on the same inputs.
@Suite("Exactness", .enabled(if: BaseModelFile.isPresent, "needs the weights: make setup"))
struct ExactnessTests {
    static let transformer = Result { Transformer(try BaseModelFile.weights(), threads: ComputeThreads(2)) }

    private func pass() throws -> InferencePass { InferencePass(try Self.transformer.get()) }

    @Test("A sequence by itself is exact from its first token to the context's last", arguments: [1, 7, 64, 300, 2048])
    func whole(length: Int) throws {
        let fixture = try ExactnessFixture.load()
        let pass = try pass()
        let states = try pass.hiddenStates(
            header: Array(ExactnessFixture.sequence[..<length]), selection: fixture.positions(below: length))
        try fixture.check(pass.transformer.logits(states), length: length, "whole")
    }

    @Test("Tokens by themselves are exact")
    func singles() throws {
        let fixture = try ExactnessFixture.load()
        let pass = try pass()
        let errors = try zip(fixture.singles, ExactnessFixture.singleTokens).map { answer, token in
            let states = try pass.hiddenStates(header: [token], selection: [0])
            return ExactnessFixture.error(pass.transformer.logits(states), row: 0, answer.tokens, answer.logits)
        }
        let peer = fixture.singles.flatMap(\.errors).max() ?? 0
        let worst = errors.max() ?? .infinity
        #expect(worst <= 2 * peer, "\(errors) against PyTorch's \(peer)")
        ExactnessFixture.report("singles", 1, 0..<1, worst, peer)
    }

    @Test("A sequence in pieces behind a cache is as exact, whatever the pieces' lengths")
    func pieces() throws {
        let fixture = try ExactnessFixture.load()
        let pass = try pass()
        let cache = KeyValueCache(shape: pass.transformer.shape, capacity: 1)
        var states: [Float] = []
        for end in [1, 7, 64, 300, 1024, 2048] {
            let start = cache.count
            states += try pass.hiddenStates(
                header: Array(ExactnessFixture.sequence[start..<end]),
                selection: fixture.positions.filter { (start..<end).contains($0) }.map { $0 - start }, cache: cache,
                extending: true)
            try fixture.check(pass.transformer.logits(states), length: end, "pieces")
        }
    }

    @Test("One token at a time is as exact")
    func oneByOne() throws {
        let fixture = try ExactnessFixture.load()
        let pass = try pass()
        let cache = KeyValueCache(shape: pass.transformer.shape)
        var states: [Float] = []
        for (index, token) in ExactnessFixture.sequence[..<64].enumerated() {
            let state = try pass.hiddenStates(header: [token], selection: [0], cache: cache, extending: true)
            if fixture.positions.contains(index) { states += state }
        }
        try fixture.check(pass.transformer.logits(states), length: 64, "one by one")
    }

    @Test("Sequences of different lengths in one batch are as exact as each alone")
    func batch() throws {
        let fixture = try ExactnessFixture.load()
        let pass = try pass()
        let lengths = [64, 1, 300, 7]
        var selection: [Int] = []
        var start = 0
        for length in lengths {
            selection += fixture.positions(below: length).map { start + $0 }
            start += length
        }
        let states = try pass.hiddenStates(
            header: [], rows: lengths.map { Array(ExactnessFixture.sequence[..<$0]) }, selection: selection)
        let logits = pass.transformer.logits(states)
        var row = 0
        for length in lengths {
            let count = fixture.positions(below: length).count
            let part = logits[row * ExactnessFixture.vocabulary..<(row + count) * ExactnessFixture.vocabulary]
            try fixture.check(Array(part), length: length, "batch")
            row += count
        }
    }

    @Test("Continuations of one cached prefix are as exact as each with the prefix in front", arguments: [true, false])
    func sharedPrefix(sharing: Bool) throws {
        let fixture = try ExactnessFixture.load()
        let scorer = CandidateScorer(try Self.transformer.get())
        let prompt = Array(ExactnessFixture.sequence[..<ExactnessFixture.prefix])
        var rows = ExactnessFixture.rowLengths.enumerated().map { ExactnessFixture.row($0, $1) }
        let answers = rows.count
        // Others that begin alike must not disturb.
        if sharing { rows += rows.map { $0 + [.token(1)] } }
        let plan = try scorer.plan(rows)
        #expect(plan.sharesBeginnings == sharing)
        var states: [Float] = []
        for part in plan.passes { states += try scorer.hiddenStates(part, of: plan, after: prompt) }
        let logits = scorer.transformer.logits(plan.spread(states, width: scorer.transformer.shape.hidden))
        let errors = (0..<answers).map {
            ExactnessFixture.error(logits, row: $0, fixture.rows[$0].tokens, fixture.rows[$0].logits)
        }
        let peer = fixture.rows.flatMap(\.errors).max() ?? 0
        let worst = errors.max() ?? .infinity
        #expect(worst <= 2 * peer, "\(errors) against PyTorch's \(peer)")
        ExactnessFixture.report("shared prefix", 340, 299..<340, worst, peer)
    }

    @Test("One number of threads gives the same bits every time", arguments: [1, 2])
    func sameBits(threads: Int) throws {
        let weights = try Self.transformer.get().weights.truncated(to: 6)
        let runs = try (0..<3).map { _ in
            let scorer = CandidateScorer(Transformer(weights, threads: ComputeThreads(threads)))
            let rows = (0..<40).map { ExactnessFixture.row($0 % 30, 1 + $0 % 9) }
            return try scorer.hiddenStates(of: rows, after: Array(ExactnessFixture.sequence[..<200]))
        }
        #expect(runs[0] == runs[1] && runs[1] == runs[2])
    }
}
