/// A mean with the interval that holds the truth in so many of a hundred studies.
package struct MeanInterval: Sendable, Hashable, Codable {
    package var mean: Double
    package var standardError: Double
    package var low: Double
    package var high: Double
    /// Two-sided, of the mean being 0; below 1 - level where the interval leaves 0 out.
    package var p: Double
}

/// How an interval is made.
package enum IntervalMethod: String, Sendable, CaseIterable {
    /// Clusters (and crossed draws) drawn with repetition, the mean's distance from the sample's in standard errors of its own.
    case studentised
    /// The normal theory's, with Student's t on clusters minus one degrees of freedom.
    case student
    /// Efron's, corrected for bias and acceleration; for comparison.
    case bca
    /// Quantiles of the resampled means; for comparison, as the report had it.
    case percentile
}
