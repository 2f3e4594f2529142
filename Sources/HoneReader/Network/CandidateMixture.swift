/// What hypotheses say of candidates whose logits lie side by side.
struct CandidateMixture {
    /// One study's candidates.
    struct Part {
        /// Rows of the logits.
        let rows: Range<Int>
        let weights: HypothesisWeights
        /// `[rows, hypotheses, bins]`.
        let densities: [Float]
    }

    private(set) var parts: [Part] = []

    mutating func append(_ part: Part) { parts.append(part) }
}
