/// What the prior says of one configuration, on a scale whose unit is the task's (median minus 5 % quantile of the
/// objective), the median at 0 and lower better.
package struct PriorScore: Sendable, Hashable {
    /// Expected place.
    package var mean: Double
    /// Standard deviation of the place: how unsure the model is.
    package var deviation: Double

    package init(mean: Double, deviation: Double) {
        self.mean = mean
        self.deviation = deviation
    }

    /// What a density over quantiles means under a family's mean quantile function.
    ///
    /// - Parameter shape: mean of the quantile function within each bin of the density.
    package init(_ density: QuantileDensity, shape: [Double]) {
        let (mean, variance) = density.moments(of: shape)
        self.init(mean: mean, deviation: variance.squareRoot())
    }
}
