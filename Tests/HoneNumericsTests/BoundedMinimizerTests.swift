import HoneNumerics
import Testing

struct BoundedMinimizerTests {
    /// Rosenbrock's valley, minimum 0 at (1, 1).
    private static func rosenbrock(_ x: [Double], _ gradient: inout [Double]) -> Double {
        let a = 1 - x[0]
        let b = x[1] - x[0] * x[0]
        gradient[0] = -2 * a - 400 * x[0] * b
        gradient[1] = 200 * b
        return a * a + 100 * b * b
    }

    private static var patient: BoundedMinimizer {
        var minimizer = BoundedMinimizer()
        minimizer.maximumIterations = 500
        minimizer.valueTolerance = 0
        minimizer.gradientTolerance = 1e-8
        return minimizer
    }

    @Test func findsTheEndOfACurvedValley() {
        let result = Self.patient.minimize(from: [-1.2, 1], lower: [-5, -5], upper: [5, 5], Self.rosenbrock)
        #expect(abs(result.point[0] - 1) < 1e-6)
        #expect(abs(result.point[1] - 1) < 1e-6)
        #expect(result.iterations < 60)
    }

    @Test func stopsAtTheWallThatLiesBefore() {
        // scipy.optimize.minimize(rosen, ..., method="L-BFGS-B", bounds=[(-5, .5), (-5, 5)]): (0.5, 0.25), value 0.25.
        let result = Self.patient.minimize(from: [-1.2, 1], lower: [-5, -5], upper: [0.5, 5], Self.rosenbrock)
        #expect(result.point[0] == 0.5)
        #expect(abs(result.point[1] - 0.25) < 1e-6)
        #expect(abs(result.value - 0.25) < 1e-10)
    }

    @Test func aStartOutsideTheBoxIsMovedIntoIt() {
        let result = Self.patient.minimize(from: [9, 9], lower: [2, -1], upper: [3, 0]) { x, gradient in
            gradient = [2 * x[0], 2 * x[1]]
            return x[0] * x[0] + x[1] * x[1]
        }
        #expect(result.point == [2, 0])
    }

    @Test func neverEntersARegionWithoutValues() {
        // The function has no value left of 0.1; its minimum there is out of reach.
        let result = Self.patient.minimize(from: [3], lower: [-10], upper: [10]) { x, gradient in
            gradient = [1]
            return x[0] < 0.1 ? .infinity : x[0]
        }
        #expect(result.point[0] >= 0.1)
        #expect(result.point[0] < 0.2)
        #expect(result.value.isFinite)
    }

    @Test func theSameStartGivesTheSameBits() {
        let runs = (0..<2).map { _ in
            Self.patient.minimize(from: [-0.3, 2], lower: [-5, -5], upper: [5, 5], Self.rosenbrock).point
        }
        #expect(runs[0] == runs[1])
    }
}
