/// What the prior says of one configuration, on a scale whose unit is the task's (median minus 5 % quantile of the
/// objective), the median at 0 and lower better.
package struct PriorScore: Sendable, Hashable {
    /// Expected place.
    package var mean: Double
    /// Standard deviation of the place: how unsure the model is.
    package var deviation: Double
    /// How much it promises at the good end: the expected part of `goodEnd` by which it stands below that quantile. Two
    /// densities with one mean can differ in nothing but this.
    package var tail: Double

    /// The quantile below which a search ends.
    static let goodEnd = 0.1

    package init(mean: Double, deviation: Double, tail: Double = 0) {
        self.mean = mean
        self.deviation = deviation
        self.tail = tail
    }

    /// What a density over quantiles means under a family's mean quantile function.
    ///
    /// - Parameter scale: means and variances of the quantile function within each bin of the density. The variance within
    ///   the best bin counts: what lies beyond the 5 % quantile may be far better than the bin's mean.
    package init(_ density: QuantileDensity, scale: PriorScale) {
        let (mean, between) = density.moments(of: scale.shape)
        let within = density.moments(of: scale.variances).mean
        self.init(
            mean: mean, deviation: (between + within).squareRoot(),
            tail: density.expectedImprovement(below: Self.goodEnd) / Self.goodEnd)
    }
}
