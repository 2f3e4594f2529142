import HoneNumerics
import Testing

struct SymmetricEigenTests {
    @Test(arguments: [1, 2, 3, 10, 40]) func vectorsAreOrthonormalAndGiveTheMatrixBack(order: Int) {
        var generator = SeededGenerator(seed: UInt64(order))
        var matrix = Matrix(rows: order, columns: order)
        for i in 0..<order {
            for j in 0...i {
                matrix[i, j] = generator.normal()
                matrix[j, i] = matrix[i, j]
            }
        }
        let eigen = SymmetricEigen(matrix)
        for i in 0..<order {
            for j in 0..<order {
                var product = 0.0
                var back = 0.0
                for k in 0..<order {
                    product += eigen.vectors[k, i] * eigen.vectors[k, j]
                    back += eigen.vectors[i, k] * eigen.values[k] * eigen.vectors[j, k]
                }
                #expect(abs(product - (i == j ? 1 : 0)) < 1e-13)
                #expect(abs(back - matrix[i, j]) < 1e-12)
            }
        }
    }

    @Test func smallEigenvaluesBesideLargeOnesAreExact() {
        // Of [[1, c], [c, 1]] scaled by 1 and 1e-6: the determinant tells the smaller one.
        let (c, s) = (0.5, 1e-6)
        let eigen = SymmetricEigen(Matrix(rows: 2, columns: 2, storage: [1, c * s, c * s, s * s]))
        let sorted = eigen.values.sorted()
        #expect(abs(sorted[0] * sorted[1] / (s * s * (1 - c * c)) - 1) < 1e-12)
    }
}
