/// Examples side by side, as the network's layers take them.
struct ExampleInputs {
    let studies: StudyInputs
    private(set) var tokens: TokenInputs
    private(set) var rows: [StudyRows] = []
    /// Rows of trials with results, and what they are told of them.
    private(set) var contextRows: [Int32] = []
    private(set) var results: [Float] = []
    /// Rows of candidates, and what they are told of the context.
    private(set) var candidateRows: [Int32] = []
    private(set) var situations: [Float] = []
    /// Rows of candidates that fixed processes say something of, and what.
    private(set) var queryRows: [Int32] = []
    private(set) var queries: [Float] = []

    init(_ examples: [ReaderExample], shape: ReaderShape) {
        studies = StudyInputs(examples.map(\.study))
        tokens = TokenInputs(shape)
        for (number, example) in examples.enumerated() {
            let first = tokens.trialCount
            let context = first..<(first + example.context.count)
            let candidates = context.upperBound..<(context.upperBound + example.candidates.count)
            tokens.append(example.context, of: example.study, number: number, in: studies)
            tokens.append(example.candidates, of: example.study, number: number, in: studies)
            rows.append(StudyRows(first: first, context: context.count, candidates: candidates.count))
            contextRows += context.map(Int32.init)
            candidateRows += candidates.map(Int32.init)
            let features = ContextFeatures.of(example.results)
            results += features
            for _ in candidates { situations += ContextFeatures.ofCandidate(context: context.count) }
            let told = QueryFeatures(example.context, results: features, shape: shape)
                .of(example.candidates[...], outside: example.outside[...])
            guard !told.isEmpty else { continue }
            queryRows += candidates.map(Int32.init)
            queries += told
        }
    }
}
