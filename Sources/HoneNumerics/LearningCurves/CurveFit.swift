import Foundation

/// One shape fitted to a curve: y(t) = level + height · φ(t) + ε.
///
/// Prior: given the noise variance σ², level and height are normal around the last value and the fall so far with variance
/// (κσ)²; σ² is inverse gamma. Values are measured in units of the curve's own range.
struct CurveFit: Sendable {
    private let shape: CurveShape
    private let first: Double
    private let origin: Double
    private let unit: Double
    /// Posterior mean of level and height.
    private let mean: (Double, Double)
    /// Posterior covariance in parts of σ².
    private let covariance: (Double, Double, Double)
    private let rate: Double
    private let freedom: Double
    /// The logarithm of the probability density of what was seen.
    let logEvidence: Double

    /// How many noises wide the prior of level and height is.
    private static let looseness = 25.0
    /// The prior of the noise: shape, and scale in units of the curve's range. A shape above 1 keeps the variance finite.
    private static let noiseShape = 1.5
    private static let noise = 0.03

    init(_ shape: CurveShape, first: Double, steps: [Double], values: [Double], unit: Double) {
        self.shape = shape
        self.first = first
        self.unit = unit
        let last = values[values.count - 1]
        origin = last
        let precision = 1 / (Self.looseness * Self.looseness)
        let fall = shape == .level ? 0 : (values[0] - last) / unit
        // Sums of the normal equations around the prior mean (0, fall).
        var (ones, heights, squares) = (precision, 0.0, precision)
        var (sumY, sumHeightY, sumYY) = (0.0, 0.0, 0.0)
        for (step, value) in zip(steps, values) {
            let height = shape.height(at: step, first: first)
            let rest = (value - last) / unit - fall * height
            ones += 1
            heights += height
            squares += height * height
            sumY += rest
            sumHeightY += rest * height
            sumYY += rest * rest
        }
        let determinant = ones * squares - heights * heights
        covariance = (squares / determinant, -heights / determinant, ones / determinant)
        let shift = (
            covariance.0 * sumY + covariance.1 * sumHeightY, covariance.1 * sumY + covariance.2 * sumHeightY
        )
        mean = (shift.0, fall + shift.1)
        let count = Double(values.count)
        let shapeAfter = Self.noiseShape + count / 2
        let rateBefore = Self.noiseShape * Self.noise * Self.noise
        rate = rateBefore + max(0, sumYY - shift.0 * sumY - shift.1 * sumHeightY) / 2
        freedom = 2 * shapeAfter
        logEvidence =
            0.5 * (2 * log(precision) - log(determinant)) + Self.noiseShape * log(rateBefore) - shapeAfter * log(rate)
            + lgamma(shapeAfter) - lgamma(Self.noiseShape) - 0.5 * count * log(2 * .pi)
    }

    /// The predictive Student distribution of a value at a step.
    func prediction(at step: Double) -> CurvePrediction.Part {
        let height = shape.height(at: step, first: first)
        let spread = covariance.0 + 2 * height * covariance.1 + height * height * covariance.2
        let variance = rate / (freedom / 2) * (1 + spread)
        return CurvePrediction.Part(
            center: origin + unit * (mean.0 + height * mean.1), scale: unit * variance.squareRoot(), freedom: freedom)
    }
}
