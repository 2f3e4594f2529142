/// Examples side by side, as the network's layers take them.
struct ExampleInputs {
    let examples: [ReaderExample]
    let studies: StudyInputs
    private(set) var tokens: TokenInputs
    /// Rows of trials that surfaces say something of, and what.
    private(set) var surfaceRows: [Int32] = []
    private(set) var surfaces: [Float] = []
    /// Examples with a context, and their rows among all.
    private(set) var contextual: [(example: ReaderExample, rows: StudyRows)] = []

    init(_ examples: [ReaderExample], shape: ReaderShape) {
        self.examples = examples
        studies = StudyInputs(examples.map(\.study))
        tokens = TokenInputs(shape)
        for (number, example) in examples.enumerated() {
            let first = tokens.trialCount
            tokens.append(example.context, of: example.study, number: number, in: studies)
            tokens.append(example.candidates, of: example.study, number: number, in: studies)
            let rows = StudyRows(first: first, context: example.context.count, candidates: example.candidates.count)
            if !example.surfaces.isEmpty {
                surfaceRows += rows.all.map(Int32.init)
                surfaces += example.surfaces.flatMap(\.features)
            }
            if rows.context > 0 { contextual.append((example, rows)) }
        }
    }
}
