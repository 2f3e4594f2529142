extension FineTuningRecord {
    /// Points kept of a loss curve.
    private static let curvePoints = 60

    /// A loss curve of at most `curvePoints` points, each the mean over its stretch of steps.
    package static func thinned(_ losses: [Double]) -> [LossPoint] {
        let stretch = max(1, (losses.count + curvePoints - 1) / curvePoints)
        return stride(from: 0, to: losses.count, by: stretch).map { first in
            let part = losses[first..<min(first + stretch, losses.count)]
            return LossPoint(step: first + part.count, loss: part.reduce(0, +) / Double(part.count))
        }
    }
}
