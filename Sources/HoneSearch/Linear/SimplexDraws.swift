import Foundation
import HoneCore
import HoneNumerics

/// Continuous ranges whose weighted sum is bounded from above, or given, where no range's upper end comes first: what is left
/// above the lower ends is divided by uniform spacings, which is exact (the flat Dirichlet distribution; Devroye, "Non-uniform
/// random variate generation", 1986, section V.2).
struct SimplexDraws: Sendable {
    private let weights: [Double]
    private let total: Double
    private let isFull: Bool

    /// - Returns: nil where the relations are more than one, a weight is not positive, a range has steps, or its upper end
    ///   would be passed.
    init?(_ variables: [LinearVariable], _ inequalities: [LinearRelation], _ equalities: [LinearRelation]) {
        let all = inequalities + equalities
        guard all.count == 1, let relation = all.first, relation.bound > 0,
            !variables.contains(where: \.isStepped),
            relation.weights.allSatisfy({ $0 > 0 && $0 >= relation.bound })
        else { return nil }
        weights = relation.weights
        total = relation.bound
        isFull = !equalities.isEmpty
    }

    /// A point in the variables' coordinates.
    func draw(using generator: inout SeededGenerator) -> [Double] {
        let waits = (0..<(weights.count + (isFull ? 0 : 1))).map { _ in -log(1 - generator.uniform()) }
        let sum = waits.reduce(0, +)
        return weights.indices.map { min(1, total * waits[$0] / sum / weights[$0]) }
    }
}
