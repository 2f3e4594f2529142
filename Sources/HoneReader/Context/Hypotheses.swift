/// The hypotheses about a study after a context: what each says of candidates, and how much it is believed.
package struct Hypotheses: Sendable {
    package let weights: HypothesisWeights
    private let processes: FixedProcesses
    private let shape: ReaderShape

    /// - Parameters:
    ///   - quantiles: the network's expected quantile of each trial. - surfaces: of each trial, or empty.
    ///   - learnt: additions to log evidence, `[hypotheses]`.
    /// - Returns: nil where there are too few trials or no processes.
    init?(
        _ context: [ReaderTrial], results: [Double], quantiles: [Double], surfaces: some Collection<SurfaceEstimate>,
        learnt: [Float], shape: ReaderShape
    ) {
        guard let scale = ContextScale(results) else { return nil }
        let means = ProcessMeans.of(quantiles: quantiles, surfaces: surfaces, shape: shape)
        let processes = FixedProcesses(
            context, scores: results.map(scale.score), means: means, processes: shape.processes)
        guard let processes else { return nil }
        self.processes = processes
        self.shape = shape
        weights = HypothesisWeights(logEvidence: processes.logEvidence, learnt: learnt, shape: shape)
    }

    /// Features `[candidates, HypothesisFeatures.count]` and densities `[candidates, hypotheses, bins]`.
    func of(
        _ candidates: ArraySlice<ReaderTrial>, quantiles: [Double], surfaces: some Collection<SurfaceEstimate>
    ) -> (features: [Float], densities: [Float]) {
        let said = processes.predict(
            candidates, means: ProcessMeans.of(quantiles: quantiles, surfaces: surfaces, shape: shape))
        return (
            HypothesisFeatures.of(said, weights, processes, shape: shape), HypothesisDensities.of(said, shape: shape)
        )
    }
}
