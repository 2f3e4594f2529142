import Foundation

/// Linear warm-up, then half a cosine down to a floor: a function of the step alone, so that a resumed run follows the
/// same course.
package struct LearningRateSchedule: Sendable, Hashable, Codable {
    /// Rate at the top.
    package var peak: Double
    /// Steps until the warm-up factor reaches one.
    package var warmupSteps: Int
    /// Steps of the whole run; later steps stay at the floor.
    package var totalSteps: Int
    /// Fraction of the peak at the end.
    package var floor: Double

    package init(peak: Double = 1e-3, warmupSteps: Int = 10, totalSteps: Int, floor: Double = 0.05) {
        self.peak = peak
        self.warmupSteps = warmupSteps
        self.totalSteps = totalSteps
        self.floor = floor
    }

    /// The rate of a step counted from 0.
    package func rate(at step: Int) -> Double {
        let warmup = min(1, Double(step + 1) / Double(max(1, warmupSteps)))
        let progress = min(1, Double(step) / Double(max(1, totalSteps)))
        return peak * warmup * (floor + (1 - floor) * 0.5 * (1 + cos(.pi * progress)))
    }
}
