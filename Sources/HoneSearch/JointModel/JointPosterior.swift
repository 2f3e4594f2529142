import HoneNumerics

/// `JointModel` after the observations: the hypotheses that are left, with their weights.
package struct JointPosterior: Sendable {
    /// A place of the unit under a hypothesis.
    struct Place: Sendable {
        var weight: Double
        /// σ.
        var scale: Double
        /// L⁻¹ of the warped values.
        var whitened: [Double]
    }

    struct Part: Sendable {
        var hypothesis: JointModel.Hypothesis
        var factor: CholeskyFactor
        /// s(x) of the observed points.
        var amplitudes: [Double]
        var whitenedPrior: [Double]
        var places: [Place]
    }

    let columns: [FeatureEncoder.Column]
    let anchor: Double
    /// The observed points, and those that are believed.
    private(set) var observed: Points
    private(set) var parts: [Part]
    /// How much each family's word counts.
    package let families: FamilyWeights
    /// The expected variance of a single observation around the function, in units of σ².
    package let noiseVariance: Double

    init(
        columns: [FeatureEncoder.Column], anchor: Double, observed: Points, parts: [Part], families: FamilyWeights,
        noiseVariance: Double
    ) {
        let total = parts.reduce(0) { $0 + $1.places.reduce(0) { $0 + $1.weight } }
        self.columns = columns
        self.anchor = anchor
        self.observed = observed
        self.parts = parts.map { part in
            var part = part
            for index in part.places.indices { part.places[index].weight /= total }
            return part
        }
        self.families = families
        self.noiseVariance = noiseVariance
    }

    /// The function's expected value at each observed or believed point, in their order: what is best so far is the lowest of
    /// these, since the lowest value may be luck.
    package var expectationsAtPoints: [Double] { predict(observed).expectations }

    /// The same with points whose trials are on their way: as if each had come out as its hypothesis expects, so that only the
    /// uncertainty shrinks, and neither weights nor means take made-up values for evidence (a kriging believer for each
    /// hypothesis; Ginsbourger, Le Riche and Carraro, 2010).
    package func believing(_ points: Points) -> JointPosterior {
        var copy = self
        for index in 0..<points.count { copy.append(points.selecting([index])) }
        return copy
    }

    private mutating func append(_ point: Points) {
        for index in parts.indices {
            let part = parts[index]
            let hypothesis = part.hypothesis
            let amplitude = hypothesis.amplitudes(point)[0]
            let kernel = MaternKernel(columns: columns, logLengthScales: hypothesis.logLengthScales)
            var covariance = kernel.matrix(observed.features, point.features)
            for i in covariance.indices {
                covariance[i] *= hypothesis.residualVariance * part.amplitudes[i] * amplitude
            }
            addLinear(hypothesis, point, 0..<1, to: &covariance)
            let noise = hypothesis.noiseVariance + JointModel.nugget * JointModel.levelVariance
            let variance = priorVariances(hypothesis, point, [amplitude])[0]
            parts[index].factor.append(column: covariance, diagonal: variance + noise, floor: max(noise, 1e-12))
            parts[index].amplitudes.append(amplitude)
            // What comes as expected adds nothing: prior and value have the same place in the new row.
            parts[index].whitenedPrior.append(0)
            for place in parts[index].places.indices { parts[index].places[place].whitened.append(0) }
        }
        observed.append(point)
    }

    /// Level, linear terms and spread between the observed points and a range of others, added to `[observed, range.count]`.
    func addLinear(
        _ hypothesis: JointModel.Hypothesis, _ others: Points, _ range: Range<Int>, spread: [Double]? = nil,
        to covariance: inout [Double]
    ) {
        let width = range.count
        for i in covariance.indices { covariance[i] += JointModel.levelVariance }
        for (slope, (ours, theirs)) in zip(hypothesis.slopes, zip(observed.terms, others.terms))
        where slope.variance > 0 {
            for i in 0..<observed.count {
                let own = slope.variance * ours[i]
                for k in 0..<width { covariance[i * width + k] += own * theirs[range.lowerBound + k] }
            }
        }
        if hypothesis.spread > 0, !observed.deviations.isEmpty {
            let products = spread ?? PriorCovariance.products(observed, range, others)
            for i in covariance.indices { covariance[i] += hypothesis.spread * products[i] }
        }
    }

    /// Of the function at some points before any observation, in units of σ².
    func priorVariances(_ hypothesis: JointModel.Hypothesis, _ points: Points, _ amplitudes: [Double]) -> [Double] {
        zip(hypothesis.linearVariances(points), amplitudes).map { linear, amplitude in
            JointModel.levelVariance + linear + hypothesis.residualVariance * amplitude * amplitude
        }
    }
}
