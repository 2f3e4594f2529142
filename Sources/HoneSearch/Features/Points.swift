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
    /// The variance of the knowledge about each point, `[points]`; empty where nobody says.
    package private(set) var uncertainties: [Double]

    package init(_ features: FeatureMatrix, terms: [[Double]] = [], uncertainties: [Double] = []) {
        precondition(terms.allSatisfy { $0.count == features.count }, "one value a point and term")
        precondition(uncertainties.isEmpty || uncertainties.count == features.count, "one uncertainty a point")
        self.features = features
        self.terms = terms
        self.uncertainties = uncertainties
    }

    package var count: Int { features.count }

    package mutating func append(_ other: Points) {
        precondition(other.terms.count == terms.count, "points with as many terms only")
        for index in 0..<other.count { features.append(row: index, of: other.features) }
        for term in terms.indices { terms[term] += other.terms[term] }
        uncertainties += other.uncertainties
    }

    /// The points at some indices, in their order.
    package func selecting(_ indices: [Int]) -> Points {
        Points(
            features.selecting(indices), terms: terms.map { term in indices.map { term[$0] } },
            uncertainties: uncertainties.isEmpty ? [] : indices.map { uncertainties[$0] })
    }
}
