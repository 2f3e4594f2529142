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
    /// - Parameter scale: means and variances of the quantile function within each bin of the density. The variance within
    ///   the best bin counts: what lies beyond the 5 % quantile may be far better than the bin's mean.
    package init(_ density: QuantileDensity, scale: PriorScale) {
        let (mean, between) = density.moments(of: scale.shape)
        let within = density.moments(of: scale.variances).mean
        self.init(mean: mean, deviation: (between + within).squareRoot())
    }
}
