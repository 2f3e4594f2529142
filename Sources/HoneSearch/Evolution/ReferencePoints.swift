/// Evenly spread points on the unit simplex (Das and Dennis, "Normal-boundary intersection: a new method for generating the
/// Pareto surface in nonlinear multicriteria optimization problems", 1998).
package enum ReferencePoints {
    /// All points whose coordinates are multiples of 1 / divisions and add up to 1.
    ///
    ///     ReferencePoints.points(dimension: 2, divisions: 2)     // [[0, 1], [0.5, 0.5], [1, 0]]
    package static func points(dimension: Int, divisions: Int) -> [[Double]] {
        guard dimension > 0, divisions > 0 else { return [] }
        return parts(of: divisions, among: dimension).map { $0.map { Double($0) / Double(divisions) } }
    }

    /// How many points there are: the ways of putting `divisions` into `dimension` places.
    package static func count(dimension: Int, divisions: Int) -> Int {
        var result = 1
        for place in 1..<max(dimension, 1) {
            let (product, overflow) = result.multipliedReportingOverflow(by: divisions + place)
            guard !overflow else { return Int.max }
            result = product / place
        }
        return result
    }

    /// The finest division with at most so many points, and at least one division.
    package static func divisions(dimension: Int, atMost limit: Int) -> Int {
        guard dimension > 1 else { return 1 }
        var divisions = 1
        while count(dimension: dimension, divisions: divisions + 1) <= limit { divisions += 1 }
        return divisions
    }

    private static func parts(of whole: Int, among places: Int) -> [[Int]] {
        guard places > 1 else { return [[whole]] }
        return (0...whole).flatMap { first in parts(of: whole - first, among: places - 1).map { [first] + $0 } }
    }
}
