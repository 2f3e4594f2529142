/// Pareto dominance between vectors of minimised values.
///
/// A NaN counts as the worst value there is.
package enum Dominance {
    /// Whether `a` is nowhere worse than `b` and somewhere better.
    ///
    ///     Dominance.dominates([1, 2], [1, 3])     // true
    ///     Dominance.dominates([1, 2], [2, 1])     // false
    package static func dominates(_ a: [Double], _ b: [Double]) -> Bool {
        var isBetter = false
        for index in a.indices {
            let (left, right) = (comparable(a[index]), comparable(b[index]))
            if left > right { return false }
            if left < right { isBetter = true }
        }
        return isBetter
    }

    /// Constrained domination (Deb, Pratap, Agarwal and Meyarivan, "A fast and elitist multiobjective genetic algorithm:
    /// NSGA-II", 2002, definition 1): a feasible vector dominates an infeasible one, of two infeasible ones the one that
    /// violates less dominates, and of two feasible ones the values decide.
    ///
    /// - Parameters:
    ///   - violationA: how much `a` violates its constraints in all; 0 or less where it meets them.
    ///   - violationB: the same of `b`.
    package static func dominates(
        _ a: [Double], violating violationA: Double, _ b: [Double], violating violationB: Double
    ) -> Bool {
        let (left, right) = (excess(violationA), excess(violationB))
        return left == 0 && right == 0 ? dominates(a, b) : left < right
    }

    /// The indices of the vectors that no other one dominates, in their order; equal vectors are all among them.
    package static func front(of vectors: [[Double]]) -> [Int] {
        let ranks = NonDominatedSorting.ranks(of: vectors)
        return ranks.indices.filter { ranks[$0] == 0 }
    }

    /// The value with NaN as the worst, and without the negative zero.
    @inline(__always) static func comparable(_ value: Double) -> Double { value.isNaN ? .infinity : value + 0 }

    /// A total violation as it counts: 0 where the constraints are met, infinite where it is unknown.
    @inline(__always) static func excess(_ violation: Double) -> Double {
        violation.isNaN ? .infinity : max(violation, 0)
    }
}
