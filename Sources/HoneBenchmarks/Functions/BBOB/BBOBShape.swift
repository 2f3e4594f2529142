import Foundation

/// The transformations that make BBOB's functions irregular: Hansen et al., INRIA RR-6829, section 0.2.
enum BBOBShape {
    /// `T_osz`: slow waves along an axis that keep order and sign.
    static func oscillated(_ x: Double) -> Double {
        guard x != 0 else { return 0 }
        let (fast, slow) = x > 0 ? (1.0, 0.79) : (0.55, 0.31)
        let logarithm = log(abs(x)) / 0.1
        let value = pow(exp(logarithm + 0.49 * (sin(fast * logarithm) + sin(slow * logarithm))), 0.1)
        return x > 0 ? value : -value
    }

    static func oscillated(_ x: [Double]) -> [Double] { x.map(oscillated) }

    /// `T_asy` with exponent `beta`: positive coordinates grow faster, the later ones the more.
    static func asymmetric(_ x: [Double], _ beta: Double) -> [Double] {
        x.enumerated().map { index, value in
            value > 0 ? pow(value, 1 + beta * share(index, x.count) * value.squareRoot()) : value
        }
    }

    /// `Lambda^alpha`: scales coordinates by powers of alpha from 1 to its square root.
    static func conditioned(_ x: [Double], _ alpha: Double) -> [Double] {
        x.enumerated().map { index, value in pow(alpha.squareRoot(), share(index, x.count)) * value }
    }

    /// `f_pen`: the squared distance from [-5, 5]^n.
    static func penalty(_ x: [Double], bound: Double = 5) -> Double {
        x.reduce(0) { sum, value in
            let beyond = abs(value) - bound
            return beyond > 0 ? sum + beyond * beyond : sum
        }
    }

    static func difference(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { $0 - $1 } }

    static func squares(_ x: some Sequence<Double>) -> Double { x.reduce(0) { $0 + $1 * $1 } }

    /// A coordinate's place among all, 0...1.
    static func share(_ index: Int, _ dimension: Int) -> Double { Double(index) / Double(dimension - 1) }

    /// Rastrigin's ripples around a bowl.
    static func rastrigin(_ z: [Double]) -> Double {
        10 * (Double(z.count) - z.reduce(0) { $0 + cos(2 * .pi * $1) }) + squares(z)
    }
}
