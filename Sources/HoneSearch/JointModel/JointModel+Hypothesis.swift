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
        package var family: HypothesisFamily
        /// Prior probability, up to a common factor.
        package var weight: Double
        /// One for each of the points' terms.
        package var slopes: [Slope]
        /// Prior variance of the points' deviations: 1 where the study is one more task like the past ones, 0 where it is taken
        /// for their mean.
        package var spread: Double
        /// Logarithm of each parameter's length scale.
        package var logLengthScales: [Double]
        package var residualVariance: Double
        package var noiseVariance: Double
        /// Whose uncertainty the residual follows: a row of the points' `uncertainties`; nil for a residual that is the same
        /// everywhere.
        package var uncertainty: Int?

        package init(
            family: HypothesisFamily, weight: Double, slopes: [Slope], spread: Double = 0, logLengthScales: [Double],
            residualVariance: Double, noiseVariance: Double, uncertainty: Int? = nil
        ) {
            self.family = family
            self.weight = weight
            self.slopes = slopes
            self.spread = spread
            self.logLengthScales = logLengthScales
            self.residualVariance = residualVariance
            self.noiseVariance = noiseVariance
            self.uncertainty = uncertainty
        }

        /// Whether it expects anything before the first trial.
        var isInformed: Bool { slopes.contains { $0.mean != 0 } }

        /// Σ_j β_j h_j(x), what it expects of each point before any trial.
        func means(_ points: Points) -> [Double] {
            weighted(points) { slope, value in slope.mean * value }
        }

        /// Σ_j τ_j² h_j(x)² and the tasks' spread, the prior variance of what is linear at each point.
        func linearVariances(_ points: Points) -> [Double] {
            var sums = weighted(points) { slope, value in slope.variance * value * value }
            guard spread > 0 else { return sums }
            for row in points.deviations {
                for index in sums.indices { sums[index] += spread * row[index] * row[index] }
            }
            return sums
        }

        private func weighted(_ points: Points, _ value: (Slope, Double) -> Double) -> [Double] {
            var sums = [Double](repeating: 0, count: points.count)
            for (slope, term) in zip(slopes, points.terms) where slope != .none {
                for index in sums.indices { sums[index] += value(slope, term[index]) }
            }
            return sums
        }

        /// Floor of s(x)² relative to its mean over the space.
        private static let uncertaintyFloor = 0.15

        /// s(x): how large the residual is at each point, relative to its average.
        func amplitudes(_ points: Points) -> [Double] {
            guard let uncertainty, points.uncertainties.indices.contains(uncertainty) else {
                return [Double](repeating: 1, count: points.count)
            }
            return points.uncertainties[uncertainty].map { (Self.uncertaintyFloor + $0).squareRoot() }
        }
    }
}
