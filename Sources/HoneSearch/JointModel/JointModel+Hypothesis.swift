extension JointModel {
    /// What is believed of the slope b_j of one source of prior knowledge: b_j ~ N(mean, variance).
    package struct Slope: Sendable, Hashable {
        package var mean: Double
        package var variance: Double

        package init(mean: Double, variance: Double) {
            self.mean = mean
            self.variance = variance
        }

        /// The source says nothing.
        package static let none = Slope(mean: 0, variance: 0)
    }

    /// One hypothesis; amplitudes are in units of σ.
    package struct Hypothesis: Sendable, Hashable {
        /// Prior probability, up to a common factor.
        package var weight: Double
        /// One for each of the points' terms.
        package var slopes: [Slope]
        /// Logarithm of each parameter's length scale.
        package var logLengthScales: [Double]
        package var residualVariance: Double
        package var noiseVariance: Double
        /// Whether the residual is larger where the prior is unsure.
        package var followsUncertainty: Bool

        package init(
            weight: Double, slopes: [Slope], logLengthScales: [Double], residualVariance: Double,
            noiseVariance: Double, followsUncertainty: Bool
        ) {
            self.weight = weight
            self.slopes = slopes
            self.logLengthScales = logLengthScales
            self.residualVariance = residualVariance
            self.noiseVariance = noiseVariance
            self.followsUncertainty = followsUncertainty
        }

        /// Whether it expects anything before the first trial.
        var isInformed: Bool { slopes.contains { $0.mean != 0 } }

        /// Σ_j β_j h_j(x), what it expects of each point before any trial.
        func means(_ points: Points) -> [Double] {
            (0..<points.count).map { index in sum(points) { $0.mean * $1[index] } }
        }

        /// Σ_j τ_j² h_j(x)², the prior variance of each point's linear terms.
        func linearVariances(_ points: Points) -> [Double] {
            (0..<points.count).map { index in sum(points) { $0.variance * $1[index] * $1[index] } }
        }

        /// Σ_j τ_j² h_j(x) h_j(x'), the prior covariance of two points' linear terms.
        func linearCovariance(_ a: Points, _ i: Int, _ b: Points, _ j: Int) -> Double {
            var sum = 0.0
            for (term, slope) in slopes.enumerated() { sum += slope.variance * a.terms[term][i] * b.terms[term][j] }
            return sum
        }

        private func sum(_ points: Points, _ value: (Slope, [Double]) -> Double) -> Double {
            var sum = 0.0
            for (term, slope) in slopes.enumerated() { sum += value(slope, points.terms[term]) }
            return sum
        }
    }
}
