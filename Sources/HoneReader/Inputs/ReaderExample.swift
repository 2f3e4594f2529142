/// A study at some moment: trials with results, and candidates, of which a training knows what became of them.
package struct ReaderExample: Sendable {
    package var study: ReaderStudy
    /// Trials with results, and the results, lower is better.
    package var context: [ReaderTrial]
    package var results: [Double]
    package var candidates: [ReaderTrial]
    /// What surfaces say of each trial of the context, then of each candidate; empty where there are none.
    package var surfaces: [SurfaceEstimate]
    /// Each trial's, then each candidate's bin of the quantile; -1 where it is not known.
    package var quantileBins: [Int32]
    /// Each candidate's bin of the score; -1 where it is not known.
    package var scoreBins: [Int32]

    /// - Parameters:
    ///   - values: results of the candidates.
    ///   - shares: share of the whole task's trials that are better, of the context's trials, then of the candidates.
    package init(
        study: ReaderStudy, context: [ReaderTrial], results: [Double], candidates: [ReaderTrial], values: [Double] = [],
        shares: [Double] = [], surfaces: [SurfaceEstimate] = [], shape: ReaderShape
    ) {
        self.study = study
        self.context = context
        self.results = results
        self.candidates = candidates
        self.surfaces = surfaces
        let quantile = ReaderBins.quantile(shape.bins)
        quantileBins = shares.map { Int32(quantile.bin(of: $0)) }
        if quantileBins.isEmpty { quantileBins = [Int32](repeating: -1, count: context.count + candidates.count) }
        scoreBins = candidates.map { _ in -1 }
        guard Self.isScaled(results), values.count == candidates.count, let scale = ContextScale(results) else {
            return
        }
        let score = ReaderBins.score(shape.bins)
        scoreBins = values.map { Int32(score.bin(of: scale.score($0))) }
    }

    /// Whether candidates can be measured by these results: fewer than three, or all the same, give no scale.
    package static func isScaled(_ results: [Double]) -> Bool {
        results.count >= 3 && results.contains { $0 != results[0] }
    }

    var trialCount: Int { context.count + candidates.count }

    /// Tokens that a pass makes of it.
    package var tokenCount: Int { trialCount * study.parameters.count }
}
