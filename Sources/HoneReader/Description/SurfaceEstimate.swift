/// What surfaces through past tasks of the same program say of a trial: mean and deviation, over the tasks, of the predicted
/// share of better trials (0...1).
package struct SurfaceEstimate: Sendable, Hashable {
    package var mean: Float
    package var deviation: Float

    package init(mean: Float, deviation: Float) {
        self.mean = mean
        self.deviation = deviation
    }

    /// As the network is given it; the last number says that there is something.
    static let featureCount = 3
    var features: [Float] { [2 * (mean - 0.5), 4 * deviation, 1] }
}
