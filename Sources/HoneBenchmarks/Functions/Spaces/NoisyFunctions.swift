import Foundation
import HoneCore

/// Functions of which an optimiser is told values with normal noise; what counts is the true value of the configuration that it would
/// choose. The number at the end of the name is the noise's deviation in hundredths of what random search is away from the best.
enum NoisyFunctions {
    static func all() throws -> [TestFunction] {
        [
            try noisy(try branin(), "branin", 5), try noisy(try branin(), "branin", 20),
            try noisy(try hartmann(), "hartmann6", 10),
            try noisy(try BBOB.sphere.function(dimension: 5), "sphere-d5", 5),
            try noisy(try BBOB.rastrigin.function(dimension: 5), "rastrigin-d5", 20),
            try noisy(try BBOB.rotatedEllipsoid.function(dimension: 5), "ellipsoid-d5", 5),
            try noisy(try MixedFunctions.network(), "network", 10),
        ]
    }

    private static func noisy(_ function: TestFunction, _ name: String, _ hundredths: Int) throws -> TestFunction {
        let spread = try function.typicalValue() - (function.optimum ?? 0)
        return TestFunction(
            "noisy/\(name)-\(hundredths)", space: function.space, target: function.target,
            noise: Double(hundredths) / 100 * spread, evaluate: function.evaluate)
    }

    /// Branin's function with its three equal minima (Dixon and Szegö, "The global optimization problem: an introduction", 1978).
    private static func branin() throws(SpaceError) -> TestFunction {
        let space = try SearchSpace([.float("x", -5...10), .float("y", 0...15)])
        return TestFunction("branin", space: space, target: .value(10 / (8 * .pi))) { configuration in
            let x = configuration.numbers(["x", "y"])
            let bend = x[1] - 5.1 / (4 * .pi * .pi) * x[0] * x[0] + 5 / .pi * x[0] - 6
            return [bend * bend + 10 * (1 - 1 / (8 * .pi)) * cos(x[0]) + 10]
        }
    }

    /// Hartmann's function of six variables (Dixon and Szegö, 1978).
    private static func hartmann() throws(SpaceError) -> TestFunction {
        let heights = [1, 1.2, 3, 3.2]
        let scales: [[Double]] = [
            [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
        ]
        let centers: [[Double]] = [
            [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
            [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
        ]
        return try TestFunction("hartmann6", dimension: 6, range: 0...1, target: .value(-3.322368011415)) { x in
            [
                -heights.indices.reduce(0) { sum, peak in
                    let distance = x.indices.reduce(0) {
                        $0 + scales[peak][$1] * (x[$1] - centers[peak][$1]) * (x[$1] - centers[peak][$1])
                    }
                    return sum + heights[peak] * exp(-distance)
                }
            ]
        }
    }
}
