import HoneKernels

/// What rows of examples with a context are told beside their values, studies side by side.
struct ToldRows {
    private(set) var studies: [StudyRows] = []
    /// Trials with results: `[contextRows, ContextFeatures.count]`.
    private(set) var contextRows: [Int32] = []
    private(set) var results: [Float] = []
    /// Candidates: `[candidateRows, 2]`.
    private(set) var candidateRows: [Int32] = []
    private(set) var situations: [Float] = []
    /// Candidates that hypotheses say something of: `[hypothesisRows, HypothesisFeatures.count]`.
    private(set) var hypothesisRows: [Int32] = []
    private(set) var hypotheses: [Float] = []
    private(set) var mixture = CandidateMixture()

    /// - Parameters:
    ///   - place: the example's rows among all. - quantiles: logits of the quantile of all rows.
    mutating func append(
        _ example: ReaderExample, _ place: StudyRows, quantiles: Rows, learnt: [Float], shape: ReaderShape
    ) {
        let study = StudyRows(
            first: studies.last?.all.upperBound ?? 0, context: place.context, candidates: place.candidates)
        studies.append(study)
        contextRows += study.contextRows
        results += ContextFeatures.of(example.results)
        let start = candidateRows.count
        candidateRows += study.candidateRows
        for _ in 0..<study.candidates { situations += ContextFeatures.ofCandidate(context: study.context) }
        let split = place.first + place.context
        let known = Hypotheses(
            example.context, results: example.results, quantiles: ExpectedQuantiles.of(quantiles[place.first..<split]),
            surfaces: example.surfaces.prefix(place.context), learnt: learnt, shape: shape)
        guard let known else { return }
        let said = known.of(
            example.candidates[...], quantiles: ExpectedQuantiles.of(quantiles[split..<place.all.upperBound]),
            surfaces: example.surfaces.dropFirst(place.context))
        hypothesisRows += study.candidateRows
        hypotheses += said.features
        mixture.append(
            CandidateMixture.Part(rows: start..<candidateRows.count, weights: known.weights, densities: said.densities))
    }
}
