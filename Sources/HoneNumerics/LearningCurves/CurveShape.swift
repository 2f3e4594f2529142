import Foundation

/// How a learning curve falls from its first step to its end: 1 at the first step, towards 0 later on.
///
/// Shapes of one parameter, so that level and height of a curve stay linear; the families are among those that Domhan, Springenberg
/// and Hutter found to fit ("Speeding up automatic hyperparameter optimization of deep neural networks by extrapolation of learning
/// curves", 2015, table 1), with the logarithm as the limit of slow powers.
enum CurveShape: Sendable, Hashable {
    /// ((t + delay) / (first + delay))^-exponent.
    case power(exponent: Double, delay: Double)
    /// exp(-(t - first) / time).
    case exponential(time: Double)
    /// 1 at the first step and 0 at the last one, linear in log t: no end in sight.
    case logarithm(last: Double)
    /// 0 everywhere: nothing will change any more.
    case level

    /// The shape's height at a step, both at least 1.
    func height(at step: Double, first: Double) -> Double {
        switch self {
        case .power(let exponent, let delay): pow((step + delay) / (first + delay), -exponent)
        case .exponential(let time): exp(-(step - first) / time)
        case .logarithm(let last): 1 - log(step / first) / log(last / first)
        case .level: 0
        }
    }

    /// A grid of shapes for curves between two steps.
    static func all(first: Double, last: Double) -> [CurveShape] {
        let width = max(last - first, 1)
        var shapes: [CurveShape] = [.level]
        if last > first { shapes.append(.logarithm(last: last)) }
        for exponent in [0.15, 0.3, 0.6, 1, 1.6, 2.5] {
            for delay in [0, 0.05 * width] { shapes.append(.power(exponent: exponent, delay: delay)) }
        }
        for share in [0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2] { shapes.append(.exponential(time: share * width)) }
        return shapes
    }
}
