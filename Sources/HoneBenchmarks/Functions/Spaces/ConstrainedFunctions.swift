import Foundation
import HoneCore

/// Functions under constraints that the space states, with their lowest values within them.
///
/// Source of `g01` to `g24`: Liang et al., "Problem definitions and evaluation criteria for the CEC 2006 special session on constrained
/// real-parameter optimization", 2006, where the lowest values stand.
enum ConstrainedFunctions {
    static func all() throws(SpaceError) -> [TestFunction] {
        [try g01(), try g04(), try g06(), try g07(), try g08(), try g09(), try g24(), try budget()]
    }

    /// With variables `x1` to `xn`.
    private static func function(
        _ name: String, _ ranges: [ClosedRange<Double>], _ constraints: [String], lowest: Double,
        _ compute: @escaping @Sendable ([Double]) -> Double
    ) throws(SpaceError) -> TestFunction {
        let names = ranges.indices.map { "x\($0 + 1)" }
        var parsed: [Constraint] = []
        for constraint in constraints { parsed.append(try Constraint(parsing: constraint)) }
        let space = try SearchSpace(zip(names, ranges).map { .float($0, $1) }, constraints: parsed)
        return TestFunction("constrained/" + name, space: space, target: .value(lowest)) {
            [compute($0.numbers(names))]
        }
    }

    private static func g01() throws(SpaceError) -> TestFunction {
        let ranges = (1...13).map { (10...12).contains($0) ? 0...100.0 : 0...1 }
        return try function(
            "g01", ranges,
            [
                "2*x1 + 2*x2 + x10 + x11 <= 10", "2*x1 + 2*x3 + x10 + x12 <= 10", "2*x2 + 2*x3 + x11 + x12 <= 10",
                "x10 <= 8*x1", "x11 <= 8*x2", "x12 <= 8*x3", "x10 <= 2*x4 + x5", "x11 <= 2*x6 + x7",
                "x12 <= 2*x8 + x9",
            ], lowest: -15
        ) { x in
            5 * x[0..<4].reduce(0) { $0 + $1 - $1 * $1 } - x[4..<13].reduce(0, +)
        }
    }

    private static func g04() throws(SpaceError) -> TestFunction {
        let first = "85.334407 + 0.0056858*x2*x5 + 0.0006262*x1*x4 - 0.0022053*x3*x5"
        let second = "80.51249 + 0.0071317*x2*x5 + 0.0029955*x1*x2 + 0.0021813*x3*x3"
        let third = "9.300961 + 0.0047026*x3*x5 + 0.0012547*x1*x3 + 0.0019085*x3*x4"
        return try function(
            "g04", [78...102, 33...45, 27...45, 27...45, 27...45],
            [
                "\(first) >= 0", "\(first) <= 92", "\(second) >= 90", "\(second) <= 110", "\(third) >= 20",
                "\(third) <= 25",
            ], lowest: -30665.53867178332
        ) { x in
            5.3578547 * x[2] * x[2] + 0.8356891 * x[0] * x[4] + 37.293239 * x[0] - 40792.141
        }
    }

    private static func g06() throws(SpaceError) -> TestFunction {
        try function(
            "g06", [13...100, 0...100],
            ["(x1 - 5)**2 + (x2 - 5)**2 >= 100", "(x1 - 6)**2 + (x2 - 5)**2 <= 82.81"], lowest: -6961.81387558015
        ) { x in pow(x[0] - 10, 3) + pow(x[1] - 20, 3) }
    }

    private static func g07() throws(SpaceError) -> TestFunction {
        try function(
            "g07", Array(repeating: -10...10, count: 10),
            [
                "4*x1 + 5*x2 - 3*x7 + 9*x8 <= 105", "10*x1 - 8*x2 - 17*x7 + 2*x8 <= 0",
                "2*x2 - 8*x1 + 5*x9 - 2*x10 <= 12",
                "3*(x1 - 2)**2 + 4*(x2 - 3)**2 + 2*x3**2 - 7*x4 <= 120",
                "5*x1**2 + 8*x2 + (x3 - 6)**2 - 2*x4 <= 40",
                "x1**2 + 2*(x2 - 2)**2 - 2*x1*x2 + 14*x5 - 6*x6 <= 0",
                "0.5*(x1 - 8)**2 + 2*(x2 - 4)**2 + 3*x5**2 - x6 <= 30",
                "6*x2 - 3*x1 + 12*(x9 - 8)**2 - 7*x10 <= 0",
            ], lowest: 24.30620906818
        ) { x in
            let centers = [0, 0, 10, 5, 3, 1, 0, 11, 10, 7.0]
            let weights = [1, 1, 1, 4, 1, 2, 5, 7, 2, 1.0]
            let bowls = x.indices.reduce(0) { $0 + weights[$1] * pow(x[$1] - centers[$1], 2) }
            return bowls + x[0] * x[1] - 14 * x[0] - 16 * x[1] + 45
        }
    }

    private static func g08() throws(SpaceError) -> TestFunction {
        try function(
            "g08", [0...10, 0...10], ["x1**2 - x2 + 1 <= 0", "1 - x1 + (x2 - 4)**2 <= 0"], lowest: -0.0958250414180359
        ) { x in
            // Without a value where x1 is 0, which no constraint allows.
            let under = max(pow(x[0], 3) * (x[0] + x[1]), .leastNormalMagnitude)
            return -pow(sin(2 * .pi * x[0]), 3) * sin(2 * .pi * x[1]) / under
        }
    }

    private static func g09() throws(SpaceError) -> TestFunction {
        try function(
            "g09", Array(repeating: -10...10, count: 7),
            [
                "2*x1**2 + 3*x2**4 + x3 + 4*x4**2 + 5*x5 <= 127", "7*x1 + 3*x2 + 10*x3**2 + x4 - x5 <= 282",
                "23*x1 + x2**2 + 6*x6**2 - 8*x7 <= 196", "4*x1**2 + x2**2 - 3*x1*x2 + 2*x3**2 + 5*x6 - 11*x7 <= 0",
            ], lowest: 680.630057374402
        ) { x in
            let bowls = pow(x[0] - 10, 2) + 5 * pow(x[1] - 12, 2) + pow(x[2], 4) + 3 * pow(x[3] - 11, 2)
            let steep = 10 * pow(x[4], 6) + 7 * x[5] * x[5] + pow(x[6], 4)
            return bowls + steep - 4 * x[5] * x[6] - 10 * x[5] - 8 * x[6]
        }
    }

    private static func g24() throws(SpaceError) -> TestFunction {
        try function(
            "g24", [0...3, 0...4],
            [
                "8*x1**3 - 2*x1**4 - 8*x1**2 + x2 <= 2",
                "32*x1**3 - 4*x1**4 - 88*x1**2 + 96*x1 + x2 <= 36",
            ], lowest: -5.50801327159536
        ) { x in -x[0] - x[1] }
    }

    /// A network that must fit: the best one has as many weights as are allowed.
    private static func budget() throws(SpaceError) -> TestFunction {
        let space = try SearchSpace(
            [.int("layers", 1...8), .int("width", 8...1024, scale: .log), .float("rate", 1e-4...1, scale: .log)],
            constraints: [try Constraint(parsing: "layers * width ** 2 <= 200000")])
        let cost: @Sendable (Double, Double) -> Double = { layers, width in
            0.5 * pow(log2(width) - 9.5, 2) + 0.2 * pow(layers - 5, 2)
        }
        var lowest = Double.infinity
        for layers in 1...8 {
            for width in 8...1024 where layers * width * width <= 200_000 {
                lowest = min(lowest, cost(Double(layers), Double(width)))
            }
        }
        return TestFunction("constrained/budget", space: space, target: .value(lowest)) { configuration in
            let x = configuration.numbers(["layers", "width", "rate"])
            let rate = log10(x[2]) + 2
            return [cost(x[0], x[1]) + rate * rate]
        }
    }
}
