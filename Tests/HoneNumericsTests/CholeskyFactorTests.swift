import Foundation
import HoneNumerics
import Testing

struct CholeskyFactorTests {
    /// B Bᵀ + I for a random B: positive definite.
    private static func matrix(order: Int, seed: UInt64) -> SymmetricMatrix {
        var generator = SeededGenerator(seed: seed)
        let b = (0..<order).map { _ in (0..<order).map { _ in generator.normal() } }
        var result = SymmetricMatrix(order: order)
        for i in 0..<order {
            for j in 0...i { result[i, j] = zip(b[i], b[j]).reduce(i == j ? 1 : 0) { $0 + $1.0 * $1.1 } }
        }
        return result
    }

    private static func product(_ matrix: SymmetricMatrix, _ x: [Double]) -> [Double] {
        (0..<matrix.order).map { i in (0..<matrix.order).reduce(0) { $0 + matrix[i, $1] * x[$1] } }
    }

    @Test(arguments: [1, 2, 7, 40, 150]) func solvesWhatItFactorised(order: Int) throws {
        let matrix = Self.matrix(order: order, seed: 3)
        let factor = try #require(CholeskyFactor(matrix))
        #expect(factor.jitter == 0)
        let x = (0..<order).map { sin(Double($0)) }
        let solved = factor.solve(Self.product(matrix, x))
        #expect(zip(solved, x).allSatisfy { abs($0 - $1) < 1e-9 })
        let inverse = factor.inverse()
        #expect(zip(Self.product(inverse, Self.product(matrix, x)), x).allSatisfy { abs($0 - $1) < 1e-8 })
    }

    @Test func determinantOfAKnownMatrix() throws {
        var matrix = SymmetricMatrix(order: 2)
        matrix[0, 0] = 4
        matrix[1, 0] = 2
        matrix[1, 1] = 3
        let factor = try #require(CholeskyFactor(matrix))
        #expect(abs(factor.logDeterminant - log(8)) < 1e-14)
        #expect(matrix.full.storage == [4, 2, 2, 3])
    }

    @Test func manyColumnsAreSolvedLikeOne() throws {
        let order = 23
        let columns = 9
        let factor = try #require(CholeskyFactor(Self.matrix(order: order, seed: 5)))
        var generator = SeededGenerator(seed: 6)
        var block = (0..<order * columns).map { _ in generator.normal() }
        let original = block
        block.withUnsafeMutableBufferPointer { factor.forwardSolve(columns: columns, $0) }
        for column in 0..<columns {
            let alone = factor.forwardSolve((0..<order).map { original[$0 * columns + column] })
            for row in 0..<order { #expect(abs(block[row * columns + column] - alone[row]) < 1e-11) }
        }
    }

    @Test func anAppendedRowEqualsFactorisingAgain() throws {
        let matrix = Self.matrix(order: 12, seed: 2)
        var smaller = SymmetricMatrix(order: 11)
        for i in 0..<11 { for j in 0...i { smaller[i, j] = matrix[i, j] } }
        var grown = try #require(CholeskyFactor(smaller))
        grown.append(column: (0..<11).map { matrix[11, $0] }, diagonal: matrix[11, 11], floor: 1e-12)
        let whole = try #require(CholeskyFactor(matrix))
        #expect(zip(grown.storage, whole.storage).allSatisfy { abs($0 - $1) < 1e-10 })
    }

    @Test func aSingularMatrixIsHelpedAndItsJitterReported() throws {
        let factor = try #require(CholeskyFactor(SymmetricMatrix(order: 30, repeating: 1)))
        #expect(factor.jitter > 0)
        #expect(factor.jitter <= 1e-8)
    }

    @Test func matricesBeyondHelpAreRefused() {
        var indefinite = SymmetricMatrix(order: 2)
        indefinite[0, 0] = 1
        indefinite[1, 1] = 1
        indefinite[1, 0] = 5
        #expect(CholeskyFactor(indefinite) == nil)
        var poisoned = Self.matrix(order: 5, seed: 1)
        poisoned[3, 1] = .nan
        #expect(CholeskyFactor(poisoned) == nil)
        poisoned[3, 1] = .infinity
        #expect(CholeskyFactor(poisoned) == nil)
    }
}
