import Foundation

/// What sets one instance of a BBOB function apart: where its optimum lies, how high, and how it is turned.
///
/// Source: Hansen et al., INRIA RR-6829, section 0.2; the seeds are COCO's.
struct BBOBInstance: Sendable {
    let dimension: Int
    let seed: Int
    /// The value at the optimum.
    let lowest: Double

    /// What COCO adds to the seed of the rotation that is applied first (and of f12's optimum).
    private static let otherSeed = 1_000_000

    /// - Parameters:
    ///   - number: of the function, 1...24.
    ///   - instance: from 1.
    init(number: Int, dimension: Int, instance: Int) {
        // The two Rastrigins and the two Schaffers share their optima and rotations.
        let base = [4: 3, 18: 17][number] ?? number
        self.dimension = dimension
        seed = base + 10_000 * instance
        let ratio = BBOBGenerator.normal(1, seed: seed)[0] / BBOBGenerator.normal(1, seed: seed + 1)[0]
        lowest = min(1000, max(-1000, (100 * 100 * ratio + 0.5).rounded(.down) / 100))
    }

    /// Where the optimum of most functions lies: in [-4, 4], four decimals, never 0.
    func optimum(other: Bool = false) -> [Double] {
        BBOBGenerator.uniform(dimension, seed: seed + (other ? Self.otherSeed : 0)).map {
            let value = 8 * (1e4 * $0).rounded(.down) / 1e4 - 4
            return value == 0 ? -1e-5 : value
        }
    }

    /// -1 or 1 for each coordinate, by uniform numbers (f20).
    var uniformSigns: [Double] { BBOBGenerator.uniform(dimension, seed: seed).map { $0 < 0.5 ? -1 : 1 } }
    /// -1 or 1 for each coordinate, by normal numbers (f24).
    var normalSigns: [Double] { BBOBGenerator.normal(dimension, seed: seed).map { $0 < 0 ? -1 : 1 } }

    /// R of the definitions, an orthogonal matrix: the one that is applied to x.
    var first: BBOBMatrix { .rotation(dimension, seed: seed + Self.otherSeed) }
    /// Q of the definitions.
    var second: BBOBMatrix { .rotation(dimension, seed: seed) }
}

/// A square matrix by rows, `[dimension, dimension]`.
struct BBOBMatrix: Sendable {
    let dimension: Int
    private let rows: [Double]

    /// Normal numbers, column by column, made orthonormal by Gram and Schmidt's method.
    static func rotation(_ dimension: Int, seed: Int) -> BBOBMatrix {
        let normal = BBOBGenerator.normal(dimension * dimension, seed: seed)
        var columns: [[Double]] = []
        for index in 0..<dimension {
            // Numbers are laid out by columns, so that a column is a run of them.
            var column = Array(normal[index * dimension..<(index + 1) * dimension])
            for earlier in columns {
                let product = zip(column, earlier).reduce(0) { $0 + $1.0 * $1.1 }
                for row in column.indices { column[row] -= product * earlier[row] }
            }
            let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
            columns.append(column.map { $0 / length })
        }
        return BBOBMatrix(
            dimension: dimension, rows: (0..<dimension * dimension).map { columns[$0 % dimension][$0 / dimension] })
    }

    /// The product with a vector.
    func callAsFunction(_ vector: [Double]) -> [Double] {
        (0..<dimension).map { row in
            var sum = 0.0
            for column in 0..<dimension { sum += rows[row * dimension + column] * vector[column] }
            return sum
        }
    }
}
