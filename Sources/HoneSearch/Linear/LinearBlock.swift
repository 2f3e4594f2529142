import Foundation
import HoneCore
import HoneNumerics

/// Ranges that linear conditions tie together, and with nothing else.
struct LinearBlock: Sendable {
    /// How points are drawn.
    private enum Shape: Sendable {
        case chain(OrderChain)
        case simplex(SimplexDraws)
        case polytope(HitAndRun)
    }

    let variables: [LinearVariable]
    /// Between the variables' coordinates, as the constraints say it: `≤` and `=`.
    private let inequalities: [LinearRelation]
    private let equalities: [LinearRelation]
    private let shape: Shape
    private let projection: PolytopeProjection?
    private let isStepped: Bool

    /// Draws in cells whose values break a condition before the nearest values that do not are taken.
    private static let attempts = 60

    /// - Returns: nil where no values can meet the conditions, or none were found.
    init?(_ variables: [LinearVariable], _ conditions: [LinearCondition]) {
        self.variables = variables
        isStepped = variables.contains(where: \.isStepped)
        var relations: (atMost: [LinearRelation], equal: [LinearRelation]) = ([], [])
        // What values may be once cells are counted whole.
        var loose: (atMost: [LinearRelation], equal: [LinearRelation]) = ([], [])
        for condition in conditions {
            var weights: [Double] = []
            var bound = condition.bound
            var slack = 0.0
            for variable in variables {
                let weight = condition.weights[variable.name] ?? 0
                weights.append(weight * variable.width)
                bound -= weight * variable.low
                slack += weight.magnitude * variable.halfCell
            }
            let relation = LinearRelation(weights, bound)
            if condition.isEquality {
                relations.equal.append(relation)
                let isAllStepped = variables.allSatisfy { condition.weights[$0.name] == nil || $0.isStepped }
                if isAllStepped {
                    loose.atMost.append(LinearRelation(weights, bound + slack))
                    loose.atMost.append(LinearRelation(weights.map { -$0 }, slack - bound))
                } else {
                    loose.equal.append(relation)
                }
            } else {
                relations.atMost.append(relation)
                loose.atMost.append(LinearRelation(weights, bound + slack))
            }
        }
        (inequalities, equalities) = relations
        let polytope = Polytope(
            lower: variables.map(\.lower), upper: variables.map(\.upper), inequalities: loose.atMost,
            equalities: loose.equal)
        projection = polytope.map(PolytopeProjection.init)
        if let chain = OrderChain(variables, conditions) {
            shape = .chain(chain)
        } else if let simplex = SimplexDraws(variables, relations.atMost, relations.equal) {
            shape = .simplex(simplex)
        } else if let polytope {
            shape = .polytope(HitAndRun(polytope))
        } else {
            return nil
        }
    }

    // MARK: - Drawing

    /// Values that meet the conditions, uniform in the variables' coordinates.
    ///
    /// - Parameter walk: where the last draw ended; nil before the first.
    func draw(continuing walk: inout PolytopeWalk?, using generator: inout SeededGenerator) -> [ParameterValue]? {
        switch shape {
        case .chain(let chain): return chain.draw(using: &generator)
        case .simplex(let simplex):
            return zip(variables, simplex.draw(using: &generator)).map { $0.value($1) }
        case .polytope(let run):
            var current = walk ?? run.walk(using: &generator)
            defer { walk = current }
            var point = current.next(using: &generator)
            guard isStepped else { return zip(variables, point).map { $0.value($1) } }
            for _ in 0..<Self.attempts {
                let values = zip(variables, point).map { $0.value($1) }
                if excess(of: values) <= Self.tolerance || hasMixedEquality { return values }
                point = current.next(using: &generator)
            }
            return mended(point)
        }
    }

    /// Equalities that a continuous variable has to meet once those in steps are known.
    private var hasMixedEquality: Bool {
        equalities.contains { equality in
            variables.indices.contains { equality.weights[$0] != 0 && !variables[$0].isStepped }
        }
    }

    private static let tolerance = 1e-9

    /// How much the values break the conditions in all.
    private func excess(of values: [ParameterValue]) -> Double {
        let places = zip(variables, values).map { $0.place($1) ?? 0 }
        return inequalities.reduce(0) { $0 + max(0, -$1.slack(at: places)) }
            + equalities.reduce(0) { $0 + $1.slack(at: places).magnitude }
    }

    // MARK: - Moving

    /// The nearest values that meet the conditions, as far as they were found; continuous ones up to rounding.
    func nearest(to values: [ParameterValue]) -> [ParameterValue]? {
        guard let projection else { return nil }
        let point = projection.nearest(to: zip(variables, values).map { $0.place($1) ?? 0.5 })
        guard isStepped else {
            return zip(variables, point).map { variable, place in
                // What lies at an end but for rounding lies there.
                variable.value(place < 1e-9 ? 0 : (place > 1 - 1e-9 ? 1 : place))
            }
        }
        return mended(point)
    }

    /// The values around a point, then one step of one of them after the other, each time the one that breaks least and,
    /// among those, stays nearest to the point.
    private func mended(_ point: [Double]) -> [ParameterValue]? {
        var values = zip(variables, point).map { $0.value($1) }
        var excess = excess(of: values)
        for _ in 0..<(8 * variables.count) where excess > Self.tolerance {
            var best: (index: Int, value: ParameterValue, excess: Double, distance: Double)?
            for (index, variable) in variables.enumerated() where variable.isStepped {
                for offset in [-1, 1] {
                    guard let moved = variable.neighbour(of: values[index], by: offset) else { continue }
                    var changed = values
                    changed[index] = moved
                    let left = self.excess(of: changed)
                    let distance = ((variable.place(moved) ?? 0) - point[index]).magnitude
                    guard left < excess else { continue }
                    if let known = best, (known.excess, known.distance) <= (left, distance) { continue }
                    best = (index, moved, left, distance)
                }
            }
            guard let best else { break }
            values[best.index] = best.value
            excess = best.excess
        }
        return excess <= Self.tolerance || hasMixedEquality ? values : nil
    }
}
