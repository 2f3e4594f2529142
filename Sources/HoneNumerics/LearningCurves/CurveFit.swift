import Foundation

/// One shape fitted to a curve: y(t) = level + height · φ(t) + ε(t).
///
/// Prior: given the noise's variance σ², level and height are normal around the last value and the fall so far with variance
/// (κσ)²; σ² is inverse gamma. Values are measured in units of the curve's own range. Each report counts half, since reports of
/// one curve are no independent witnesses for a shape that is not exactly true (Miller and Dunson, "Robust Bayesian inference
/// via coarsening", 2019).
struct CurveFit: Sendable {
    private let shape: CurveShape
    private let noise: CurveNoise
    private let first: Double
    private let origin: Double
    private let unit: Double
    private let fall: Double
    /// How far level and height lie from their prior mean.
    private let shift: (Double, Double)
    /// Posterior covariance of level and height in parts of σ².
    private let covariance: (Double, Double, Double)
    /// Whitened: ones, heights, what is left of the values.
    private let ones: [Double]
    private let heights: [Double]
    private let rest: [Double]
    private let rate: Double
    private let freedom: Double
    /// The logarithm of the probability density of what was seen.
    let logEvidence: Double

    /// How many noises wide the prior of level and height is.
    private static let looseness = 100.0
    /// The prior of the noise: shape, and scale in units of the curve's range. A shape above 1 keeps the variance finite.
    private static let noiseShape = 1.5
    private static let noiseScale = 0.03
    /// How much a report counts.
    private static let power = 0.5

    init(_ shape: CurveShape, noise: CurveNoise, first: Double, steps: [Double], values: [Double], unit: Double) {
        self.shape = shape
        self.noise = noise
        self.first = first
        self.unit = unit
        origin = values[values.count - 1]
        let curve = steps.map { shape.height(at: $0, first: first) }
        let fall = shape == .level ? 0 : (values[0] - origin) / unit
        self.fall = fall
        let left = zip(values, curve).map { [origin] value, height in (value - origin) / unit - fall * height }
        ones = noise.whitened([Double](repeating: 1, count: steps.count))
        heights = noise.whitened(curve)
        rest = noise.whitened(left)
        // Normal equations around the prior mean (0, fall).
        let precision = 1 / (Self.looseness * Self.looseness)
        let (a, b, c) = (
            Self.dot(ones, ones) + precision, Self.dot(ones, heights), Self.dot(heights, heights) + precision
        )
        let (right, rightHeight) = (Self.dot(ones, rest), Self.dot(heights, rest))
        let determinant = a * c - b * b
        covariance = (c / determinant, -b / determinant, a / determinant)
        shift = (
            covariance.0 * right + covariance.1 * rightHeight, covariance.1 * right + covariance.2 * rightHeight
        )
        let squares = max(0, Self.dot(rest, rest) - shift.0 * right - shift.1 * rightHeight)
        let count = Self.power * Double(values.count)
        let shapeAfter = Self.noiseShape + count / 2
        let rateBefore = Self.noiseShape * Self.noiseScale * Self.noiseScale
        rate = rateBefore + Self.power * squares / 2
        freedom = 2 * shapeAfter
        logEvidence =
            Self.power * (log(precision) - 0.5 * log(determinant) - noise.logRoot)
            + Self.noiseShape * log(rateBefore) - shapeAfter * log(rate) + lgamma(shapeAfter) - lgamma(Self.noiseShape)
            - 0.5 * count * log(2 * .pi)
    }

    /// The predictive Student distribution of a value at a step.
    func prediction(at step: Double) -> CurvePrediction.Part {
        let height = shape.height(at: step, first: first)
        let (weights, variance) = noise.prediction(at: step)
        // What the noise so far says of the noise to come.
        let one = 1 - Self.dot(ones, weights)
        let slope = height - Self.dot(heights, weights)
        let drift = Self.dot(rest, weights)
        let center = fall * height + one * shift.0 + slope * shift.1 + drift
        let spread = one * one * covariance.0 + 2 * one * slope * covariance.1 + slope * slope * covariance.2
        let square = rate / (freedom / 2) * (variance + spread)
        return CurvePrediction.Part(
            center: origin + unit * center, scale: unit * square.squareRoot(), freedom: freedom)
    }

    private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
