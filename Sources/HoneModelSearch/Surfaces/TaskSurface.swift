import Foundation
import HoneCore
import HoneNumerics
import HoneReader

/// A surface through a past task's trials: kernel ridge regression of their ranks.
///
/// Ranks, because tasks of one program differ in level, scale and shape of their results but agree on what is better; ridge, because
/// nothing has to be fitted to a handful of trials.
package struct TaskSurface: Sendable {
    private let points: [[Double]]
    private let weights: [Double]
    private let width: Double

    /// Trials that are used of a task; more of them say little more.
    private static let mostTrials = 96
    private static let fewestTrials = 6
    private static let lengthScale = 0.35
    private static let ridge = 0.1

    /// - Parameters:
    ///   - points: `SurfaceCoding` of the trials.
    ///   - values: lower is better.
    /// - Returns: nil for too few trials, or trials that are all alike.
    package init?(_ points: [[Double]], values: [Double], parameters: Int) {
        guard points.count >= Self.fewestTrials, Set(values).count > 1 else { return nil }
        var (points, values) = (points, values)
        if points.count > Self.mostTrials {
            // Drawn from all: the first ones may be the start of somebody's search.
            var generator = SeededGenerator(seed: UInt64(points.count))
            let kept = generator.sample(Self.mostTrials, from: points.count).sorted()
            points = kept.map { points[$0] }
            values = kept.map { values[$0] }
        }
        width = Self.lengthScale * Self.lengthScale * Double(max(1, parameters))
        let targets = Ranks.shares(values).map { $0 - 0.5 }
        var matrix = SymmetricMatrix(order: points.count)
        for i in points.indices {
            for j in 0...i { matrix[i, j] = Self.kernel(points[i], points[j], width) }
            matrix[i, i] += Self.ridge
        }
        guard let factor = CholeskyFactor(matrix) else { return nil }
        weights = factor.solve(targets)
        self.points = points
    }

    /// The share of the task's trials that are better than a point, as the surface sees it.
    package func share(at point: [Double]) -> Double {
        var sum = 0.5
        for (index, other) in points.enumerated() { sum += weights[index] * Self.kernel(point, other, width) }
        return min(max(sum, 0), 1)
    }

    /// Matérn 5/2.
    private static func kernel(_ a: [Double], _ b: [Double], _ width: Double) -> Double {
        var square = 0.0
        for i in a.indices { square += (a[i] - b[i]) * (a[i] - b[i]) }
        let r = (5 * square / width).squareRoot()
        return (1 + r + r * r / 3) * exp(-r)
    }
}
