/// How a network is trained.
package struct ReaderRecipe: Sendable, Hashable, Codable {
    package var steps = 1500
    /// Tasks of a step.
    package var batch = 12
    /// At its highest, after `warmup` steps; then a cosine down to `finalRate` of it.
    package var learningRate = 2e-3
    package var warmup = 50
    package var finalRate = 0.02
    package var weightDecay = 0.02
    package var beta1 = 0.9
    package var beta2 = 0.98
    /// Longest gradient; longer ones are shortened.
    package var clip = 1.0
    package var dropout = 0.1
    /// Deviation of the targets around their bins.
    package var quantileSpread = 1.2
    package var scoreSpread = 0.8
    package var sampling = SamplingRecipe()
    /// Steps between two looks at the held-out examples; 0 for none.
    package var evaluationInterval = 250
    /// Looks without a better one after which the training ends; 0 for never.
    package var patience = 0
    /// Of the best states so many are averaged at the end, if that is better than the best.
    package var snapshots = 3
    package var seed: UInt64 = 0

    package init() {}

    /// What makes no sense, or nil.
    package var inconsistency: String? {
        if steps < 1 || batch < 1 || snapshots < 1 || evaluationInterval < 0 || patience < 0 || warmup < 0 {
            return "steps, batch and snapshots must be at least 1, and no number below 0"
        }
        let shares = [dropout, finalRate, beta1, beta2]
        if !shares.allSatisfy({ $0 >= 0 && $0 < 1 }) { return "dropout, finalRate and the betas lie in 0..<1" }
        let positive = [learningRate, clip]
        if !positive.allSatisfy({ $0 > 0 && $0.isFinite }) || !(weightDecay >= 0) {
            return "learningRate and clip must be above 0"
        }
        return sampling.inconsistency
    }

    /// The learning rate of a step, counted from 0.
    func rate(_ step: Int) -> Double {
        let warm = warmup > 0 ? min(1, Double(step + 1) / Double(warmup)) : 1
        let cosine = 0.5 * (1 + Cosine.of(Double(step) / Double(steps)))
        return learningRate * warm * (cosine * (1 - finalRate) + finalRate)
    }
}
