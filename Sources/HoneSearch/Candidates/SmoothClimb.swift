import HoneCore
import HoneNumerics

/// Climbs an acquisition function by its gradient along the ranges of a candidate, choices and short lists as they are:
/// L-BFGS from the candidate, as in Ament et al. 2023, section 3; whole numbers are rounded at the end.
///
/// Only for spaces without constraints, which a gradient knows nothing of.
package struct SmoothClimb: Sendable {
    private let space: SearchSpace
    private let encoder: FeatureEncoder
    /// Column and parameter of each range.
    private let ranges: [(column: Int, parameter: Parameter)]
    /// Whether there is a range to climb along, and nothing forbids it.
    package let isPossible: Bool
    /// Whether it is possible and every searched parameter is such a range: then nothing is left for other climbs.
    package let isComplete: Bool
    private let iterations: Int

    /// - Parameter iterations: steps at most.
    package init(_ space: SearchSpace, _ encoder: FeatureEncoder, iterations: Int = 30) {
        self.space = space
        self.encoder = encoder
        self.iterations = iterations
        var seen: Set<Int> = []
        // A conditional range has a second column behind it, which says only whether it is active.
        ranges = encoder.columns.enumerated().compactMap { column, description in
            let parameter = encoder.parameters[description.parameter]
            guard description.comparison == .difference, seen.insert(description.parameter).inserted,
                !Neighbours.hasFewValues(parameter.domain), parameter.domain.items == nil
            else { return nil }
            return (column, parameter)
        }
        // What others depend on may not move: new children would have no values.
        let parents = Set(space.parameters.flatMap { $0.conditions.map(\.parent) })
        isPossible =
            space.constraints.isEmpty && !ranges.isEmpty && !ranges.contains { parents.contains($0.parameter.name) }
        isComplete = isPossible && ranges.count == encoder.parameters.count
    }

    /// The candidate's neighbour at the top of the hill that it stands on; nil where there is nothing to climb along.
    ///
    /// - Parameter score: the function at a row of coordinates, and its derivatives by them; higher is better.
    package func top(from start: Configuration, score: (_ row: [Double]) -> (value: Double, slopes: [Double]))
        -> Candidate?
    {
        guard isPossible else { return nil }
        let active = ranges.filter { start[$0.parameter.name] != nil }
        guard !active.isEmpty else { return nil }
        var row = encoder.row(start)
        var minimizer = BoundedMinimizer()
        minimizer.maximumIterations = iterations
        minimizer.gradientTolerance = 1e-4
        minimizer.valueTolerance = 1e-6
        let result = minimizer.minimize(
            from: active.map { row[$0.column] }, lower: active.map { _ in 0 }, upper: active.map { _ in 1 }
        ) { places, gradient in
            for (index, range) in active.enumerated() { row[range.column] = places[index] }
            let (value, slopes) = score(row)
            for (index, range) in active.enumerated() { gradient[index] = -slopes[range.column] }
            return -value
        }
        var changed = start
        for (index, range) in active.enumerated() {
            changed[range.parameter.name] = range.parameter.domain.value(atUnit: result.point[index])
        }
        return space.contains(changed) ? Candidate(changed) : nil
    }
}
