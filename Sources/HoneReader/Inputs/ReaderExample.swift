/// A study at some moment: trials with results, and candidates, of which a training knows what became of them.
package struct ReaderExample: Sendable {
    package var study: ReaderStudy
    /// Trials with results, and the results, lower is better.
    package var context: [ReaderTrial]
    package var results: [Double]
    package var candidates: [ReaderTrial]
    /// What comes from outside about each candidate, `[candidates, shape.outsideFeatures]`.
    package var outside: [Float]
    /// Each candidate's bin of the quantile and of the score; -1 where it is not known.
    package var quantileBins: [Int32]
    package var scoreBins: [Int32]

    /// - Parameters:
    ///   - values: results of the candidates. - shares: share of the whole task's trials that are better than each.
    package init(
        study: ReaderStudy, context: [ReaderTrial], results: [Double], candidates: [ReaderTrial], values: [Double] = [],
        shares: [Double] = [], outside: [Float] = [], shape: ReaderShape
    ) {
        self.study = study
        self.context = context
        self.results = results
        self.candidates = candidates
        self.outside = outside
        let quantile = ReaderBins.quantile(shape.bins)
        quantileBins = shares.map { Int32(quantile.bin(of: $0)) }
        scoreBins = candidates.map { _ in -1 }
        // Fewer results, or all the same, give no scale.
        let isScaled = results.count >= Self.leastScaled && results.contains { $0 != results[0] }
        if isScaled, values.count == candidates.count, let scale = ContextScale(results) {
            let score = ReaderBins.score(shape.bins)
            scoreBins = values.map { Int32(score.bin(of: scale.score($0))) }
        }
        if quantileBins.isEmpty { quantileBins = candidates.map { _ in -1 } }
    }

    /// Results from which on candidates are measured by them.
    package static let leastScaled = 3

    /// Tokens that a pass makes of it.
    package var tokenCount: Int { (context.count + candidates.count) * study.parameters.count }
}
