import Foundation
import HoneNumerics

/// A density over some parameters, made of one product kernel for each observation and one for the prior.
///
/// Kernels are truncated normal distributions for numbers (summed over cells for those in steps) and smoothed single choices for
/// categories; an old observation weighs less than a new one. Widths, weights and prior are those of Optuna 5, described in
/// Watanabe, "Tree-structured Parzen estimator: understanding its algorithm components and their roles for better empirical
/// performance", 2023; the products over parameters are those of Falkner, Klein and Hutter, "BOHB", 2018.
///
///     let estimator = ParzenEstimator(dimensions, columns: [[0.1, 0.3], [2, 5]], orders: [[0, 1], [0, 1]])
///     estimator.logDensities([[0.2], [3]])           // one point
package struct ParzenEstimator: Sendable {
    private let dimensions: [ParzenDimension]
    private let columns: [KernelColumn]
    /// Sums to 1; one for each kernel.
    private let weights: [Double]
    /// The logarithm of each kernel's weight less the normalisers of its numbers.
    private let constants: [Double]

    /// The prior's weight, where a recent observation has 1.
    private static let priorWeight = 1.0
    /// Observations with the full weight: the most recent ones.
    private static let recent = 25

    /// - Parameters:
    ///   - columns: the observations' coordinates, the earliest observation first: `[dimensions][observations]`.
    ///   - orders: for each dimension the observations in the order of their coordinates.
    ///   - isUniform: whether all observations weigh the same.
    package init(_ dimensions: [ParzenDimension], columns: [[Double]], orders: [[Int]], isUniform: Bool = false) {
        let count = columns.first?.count ?? 0
        self.dimensions = dimensions
        self.columns = dimensions.indices.map {
            KernelColumn(dimensions[$0], columns[$0], order: orders[$0], prior: Self.priorWeight)
        }
        let raw = (isUniform ? Array(repeating: 1, count: count) : Self.weights(count)) + [Self.priorWeight]
        let sum = raw.reduce(0, +)
        weights = raw.map { $0 / sum }
        var constants = weights.map { log($0) }
        for column in self.columns {
            switch column {
            case .normal(_, _, _, let normalizers), .cells(_, _, _, let normalizers):
                for kernel in constants.indices { constants[kernel] -= normalizers[kernel] }
            case .choices: break
            }
        }
        self.constants = constants
    }

    /// The last 25 observations weigh 1, those before them less the older they are, down to 1 / count.
    package static func weights(_ count: Int) -> [Double] {
        guard count >= recent else { return Array(repeating: 1, count: count) }
        let old = count - recent
        let first = 1 / Double(count)
        return (0..<count).map { place in
            guard place < old else { return 1 }
            return old == 1 ? first : first + (1 - first) * Double(place) / Double(old - 1)
        }
    }

    /// Draws points: `[dimensions][count]`.
    package func sample(_ count: Int, using generator: inout SeededGenerator) -> [[Double]] {
        let kernels = (0..<count).map { _ in generator.index(weights: weights) }
        return dimensions.indices.map { place in
            kernels.map { columns[place].draw(dimensions[place], kernel: $0, using: &generator) }
        }
    }

    /// The logarithm of the density at some points, of numbers in the coordinates of `ParzenDimension`: `[dimensions][points]`.
    package func logDensities(_ points: [[Double]]) -> [Double] {
        let count = points.first?.count ?? 0
        let kernels = constants.count
        var sums: [Double] = []
        sums.reserveCapacity(count * kernels)
        for _ in 0..<count { sums.append(contentsOf: constants) }
        return sums.withUnsafeMutableBufferPointer { sums in
            for (place, column) in columns.enumerated() {
                column.addLogDensities(dimensions[place], at: points[place], to: sums)
            }
            return (0..<count).map { point in
                LogSum.exponentials(UnsafeBufferPointer(rebasing: sums[(point * kernels)..<((point + 1) * kernels)]))
            }
        }
    }
}
