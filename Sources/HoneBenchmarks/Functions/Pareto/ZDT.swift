import Foundation
import HoneCore

/// Zitzler, Deb and Thiele's problems of two objectives; the fifth, on bits, is left out as everywhere.
///
/// With g = 1 on the front, `f2 = g * h(f1, g)`. Values agree with pymoo's (`Fixtures/pareto_problems.json`).
///
/// Source: Zitzler, Deb and Thiele, "Comparison of multiobjective evolutionary algorithms: empirical results", Evolutionary Computation
/// 8, 2000, definition 4.
package enum ZDT: Int, Sendable, CaseIterable {
    case one = 1
    case two, three, four
    case six = 6

    /// - Parameter dimension: of the box, at least 2; the paper has 30, and 10 for the fourth and the sixth.
    package func function(dimension: Int) throws(SpaceError) -> TestFunction {
        precondition(dimension >= 2, "ZDT begins at two dimensions")
        let rest: ClosedRange<Double> = self == .four ? -5...5 : 0...1
        return try ParetoProblem(
            name: "zdt/zdt\(rawValue)-d\(dimension)",
            ranges: [0...1] + Array(repeating: rest, count: dimension - 1), reference: reference,
            hypervolume: hypervolume, compute: values(at:)
        ).function()
    }

    package var reference: [Double] { self == .four ? [11, 150] : [11, 11] }

    /// The box up to the reference point without what lies below the front.
    package var hypervolume: Double {
        let (right, top) = (reference[0], reference[1])
        switch self {
        case .one, .four: return right * top - 1 / 3.0
        case .two: return right * top - 2 / 3.0
        case .three:
            let (area, last) = FrontArea.highestSoFar { -Self.waves($0) }
            return right * top + area + last * (right - 1)
        case .six:
            let left = Self.sixthLeft
            return (top - 1) * (1 - left) + (1 - left * left * left) / 3 + (right - 1) * top
        }
    }

    /// The lowest first objective of the sixth.
    private static let sixthLeft = 0.280775318815370

    private static func waves(_ x: Double) -> Double { 1 - x.squareRoot() - x * sin(10 * .pi * x) }

    @Sendable package func values(at x: [Double]) -> [Double] {
        let rest = x.dropFirst()
        let count = Double(rest.count)
        let linear = 1 + 9 * rest.reduce(0, +) / count
        switch self {
        case .one:
            return [x[0], linear * (1 - (x[0] / linear).squareRoot())]
        case .two:
            return [x[0], linear * (1 - (x[0] / linear) * (x[0] / linear))]
        case .three:
            let ratio = x[0] / linear
            return [x[0], linear * (1 - ratio.squareRoot() - ratio * sin(10 * .pi * x[0]))]
        case .four:
            let g = 1 + rest.reduce(0) { $0 + 10 + $1 * $1 - 10 * cos(4 * .pi * $1) }
            return [x[0], g * (1 - (x[0] / g).squareRoot())]
        case .six:
            let first = 1 - exp(-4 * x[0]) * pow(sin(6 * .pi * x[0]), 6)
            let g = 1 + 9 * pow(rest.reduce(0, +) / count, 0.25)
            return [first, g * (1 - (first / g) * (first / g))]
        }
    }
}
