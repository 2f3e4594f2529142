/// Points of a search space, each with what is known of it before any trial: coordinates, the values of known functions
/// there, and how unsure whoever gave these is.
///
///     var points = Points(encoder.encode(configurations), terms: [expectedPlaces])
///     points.append(Points(encoder.encode([another]), terms: [[0.3]]))
///
/// What a term means is its user's business: the constant 1 is an unknown mean, a language model's expectation a prior whose
/// weight is learnt (`GaussianProcess`, `JointModel`). Points of one encoder with as many terms only go together.
package struct Points: Sendable {
    package private(set) var features: FeatureMatrix
    /// b_j(x): one array for each term, `[terms][points]`.
    package private(set) var terms: [[Double]]
    /// How unsure each source of knowledge is about a point: its variance there in units of its mean variance over the study's
    /// space, `[sources][points]`; empty where nobody says. Relative to the space, not to the points at hand, so that a point
    /// is worth the same in whatever company it is asked about.
    package private(set) var uncertainties: [[Double]]
    /// How far single past tasks lie from their mean, times the root of each one's weight: `[tasks][points]`; empty without any.
    package private(set) var deviations: [[Double]]

    package init(
        _ features: FeatureMatrix, terms: [[Double]] = [], uncertainties: [[Double]] = [], deviations: [[Double]] = []
    ) {
        precondition(terms.allSatisfy { $0.count == features.count }, "one value a point and term")
        precondition(uncertainties.allSatisfy { $0.count == features.count }, "one uncertainty a point and source")
        precondition(deviations.allSatisfy { $0.count == features.count }, "one deviation a point and task")
        self.features = features
        self.terms = terms
        self.uncertainties = uncertainties
        self.deviations = deviations
    }

    package var count: Int { features.count }

    package mutating func append(_ other: Points) {
        precondition(
            other.terms.count == terms.count && other.uncertainties.count == uncertainties.count
                && other.deviations.count == deviations.count, "points with as many terms only")
        for index in 0..<other.count { features.append(row: index, of: other.features) }
        for term in terms.indices { terms[term] += other.terms[term] }
        for source in uncertainties.indices { uncertainties[source] += other.uncertainties[source] }
        for task in deviations.indices { deviations[task] += other.deviations[task] }
    }

    /// The points at some indices, in their order.
    package func selecting(_ indices: [Int]) -> Points {
        func chosen(_ rows: [[Double]]) -> [[Double]] { rows.map { row in indices.map { row[$0] } } }
        return Points(
            features.selecting(indices), terms: chosen(terms), uncertainties: chosen(uncertainties),
            deviations: chosen(deviations))
    }
}
