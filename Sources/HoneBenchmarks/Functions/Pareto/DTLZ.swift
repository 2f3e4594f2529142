import Foundation
import HoneCore

/// Deb, Thiele, Laumanns and Zitzler's problems, here of three objectives.
///
/// The first two variables say where on the front a point lies, the others how far from it (`g`, 0 on the front). Values agree with
/// pymoo's (`Fixtures/pareto_problems.json`).
///
/// Source: Deb, Thiele, Laumanns and Zitzler, "Scalable test problems for evolutionary multiobjective optimization", 2005.
package enum DTLZ: Int, Sendable, CaseIterable {
    case one = 1
    case two, three, four, five, six, seven

    private static let objectives = 3

    /// - Parameter dimension: of [0, 1]^n, at least 3.
    package func function(dimension: Int) throws(SpaceError) -> TestFunction {
        precondition(dimension >= Self.objectives, "DTLZ with three objectives begins at three dimensions")
        return try ParetoProblem(
            name: "dtlz/dtlz\(rawValue)-d\(dimension)", ranges: Array(repeating: 0...1, count: dimension),
            reference: reference, hypervolume: hypervolume, compute: values(at:)
        ).function()
    }

    package var reference: [Double] {
        switch self {
        case .one: [400, 400, 400]
        case .two, .four, .five: [2, 2, 2]
        case .three: [1000, 1000, 1000]
        case .six: [10, 10, 10]
        case .seven: [1.1, 1.1, 30]
        }
    }

    /// The box up to the reference point without what lies below the front.
    package var hypervolume: Double {
        let r = reference[0]
        switch self {
        // The plane f1 + f2 + f3 = 1/2 cuts off a corner.
        case .one: return r * r * r - 0.125 / 6
        // An eighth of the unit ball.
        case .two, .three, .four: return r * r * r - .pi / 6
        // A quarter of a circle in the plane f1 = f2: at height z, the corner beyond sqrt((1 - z^2) / 2) is dominated.
        case .five, .six: return r * r * r - 2.0.squareRoot() * r * .pi / 4 + 1 / 3.0
        // f3 = 6 - u(f1) - u(f2).
        case .seven:
            let (area, last) = FrontArea.highestSoFar { $0 * (1 + sin(3 * .pi * $0)) }
            return r * r * (reference[2] - 6) + 2 * r * (area + last * (r - 1))
        }
    }

    @Sendable package func values(at x: [Double]) -> [Double] {
        let rest = x.dropFirst(Self.objectives - 1)
        let count = Double(rest.count)
        let bowl = rest.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) }
        let ripples = 100 * (count + rest.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) - cos(20 * .pi * ($1 - 0.5)) })
        switch self {
        case .one:
            let half = 0.5 * (1 + ripples)
            return [half * x[0] * x[1], half * x[0] * (1 - x[1]), half * (1 - x[0])]
        case .two:
            return Self.sphere(x[0], x[1], bowl)
        case .three:
            return Self.sphere(x[0], x[1], ripples)
        case .four:
            return Self.sphere(pow(x[0], 100), pow(x[1], 100), bowl)
        case .five:
            return Self.sphere(x[0], (1 + 2 * bowl * x[1]) / (2 * (1 + bowl)), bowl)
        case .six:
            let g = rest.reduce(0) { $0 + pow($1, 0.1) }
            return Self.sphere(x[0], (1 + 2 * g * x[1]) / (2 * (1 + g)), g)
        case .seven:
            let g = 1 + 9 * rest.reduce(0, +) / count
            let h = x.prefix(2).reduce(Double(Self.objectives)) { $0 - $1 / (1 + g) * (1 + sin(3 * .pi * $1)) }
            return [x[0], x[1], (1 + g) * h]
        }
    }

    /// A point of the sphere by two angles, in quarters of a turn.
    private static func sphere(_ a: Double, _ b: Double, _ g: Double) -> [Double] {
        let (a, b) = (a * .pi / 2, b * .pi / 2)
        return [(1 + g) * cos(a) * cos(b), (1 + g) * cos(a) * sin(b), (1 + g) * sin(a)]
    }
}
