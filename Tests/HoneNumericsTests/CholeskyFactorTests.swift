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

    /// The textbook's loops in the order that is promised: a suggestion has to come out the same to the last bit.
    @Test(
        "The order of additions is that of single rows taken in fours, whatever is computed together",
        arguments: [1, 4, 5, 19, 63, 130])
    func orderOfAdditions(order n: Int) throws {
        func subtracting(_ count: Int, _ factor: (Int) -> Double, _ row: (Int) -> Double, from value: Double) -> Double
        {
            var target = value
            let fours = count / 4 * 4
            for j in stride(from: 0, to: fours, by: 4) {
                target -=
                    (factor(j) * row(j) + factor(j + 1) * row(j + 1))
                    + (factor(j + 2) * row(j + 2) + factor(j + 3) * row(j + 3))
            }
            for j in fours..<count { target -= factor(j) * row(j) }
            return target
        }
        let matrix = Self.matrix(order: n, seed: 9)
        var u = matrix.full
        for i in 0..<n {
            for k in i..<n { u[i, k] = subtracting(i, { u[$0, i] }, { u[$0, k] }, from: u[i, k]) }
            let pivot = u[i, i].squareRoot()
            let inverse = 1 / pivot
            u[i, i] = pivot
            for k in i + 1..<max(n, i + 1) { u[i, k] *= inverse }
        }
        let factor = try #require(CholeskyFactor(matrix))
        for i in 0..<n { for j in 0...i { #expect(factor.storage[i * (i + 1) / 2 + j] == u[j, i]) } }
        var w = Matrix(rows: n, columns: n)
        for i in 0..<n {
            let inverse = 1 / u[i, i]
            for k in 0..<i {
                w[i, k] = subtracting(i, { u[$0, i] }, { w[$0, k] }, from: 0) * inverse
            }
            w[i, i] = inverse
        }
        let inverse = factor.inverse()
        for i in 0..<n {
            for k in 0...i {
                #expect(inverse[i, k] == -subtracting(n - i, { w[i + $0, i] }, { w[i + $0, k] }, from: 0))
            }
        }
        var generator = SeededGenerator(seed: 1)
        let columns = 11
        var block = (0..<n * columns).map { _ in generator.normal() }
        var expected = Matrix(rows: n, columns: columns, storage: block)
        block.withUnsafeMutableBufferPointer { factor.forwardSolve(columns: columns, $0) }
        for i in 0..<n {
            for k in 0..<columns {
                let rest = subtracting(i, { u[$0, i] }, { expected[$0, k] }, from: expected[i, k])
                expected[i, k] = rest * (1 / u[i, i])
            }
        }
        #expect(block == expected.storage)
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
