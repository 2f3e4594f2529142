import Foundation
import HoneNumerics

/// One value for three or more objectives: the augmented Tchebycheff function with random weights (Knowles, "ParEGO", 2006,
/// equations 1 and 2), drawn anew for each suggestion so that all of the front is visited.
enum Scalarization {
    /// The weight of the sum beside the largest part, as Knowles has it.
    private static let augmentation = 0.05

    /// - Parameter values: `[observations][objectives]`, lower is better.
    /// - Returns: one a row.
    static func values(_ values: [[Double]], using generator: inout SeededGenerator) -> [Double] {
        guard let first = values.first else { return [] }
        // Uniform on the simplex.
        var weights = first.map { _ in -log(max(generator.uniform(), .leastNormalMagnitude)) }
        let sum = weights.reduce(0, +)
        weights = weights.map { sum > 0 ? $0 / sum : 1 / Double(first.count) }
        let low = first.indices.map { index in values.map { $0[index] }.min() ?? 0 }
        let high = first.indices.map { index in values.map { $0[index] }.max() ?? 0 }
        return values.map { row in
            let parts = row.indices.map { index in
                weights[index] * (high[index] > low[index] ? (row[index] - low[index]) / (high[index] - low[index]) : 0)
            }
            return (parts.max() ?? 0) + augmentation * parts.reduce(0, +)
        }
    }
}
