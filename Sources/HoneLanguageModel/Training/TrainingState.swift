import HoneKernels
import HoneNumerics

/// All that changes during a fine-tuning.
package struct TrainingState: Sendable {
    /// In the order of `TrainableLayout`.
    package var parameters: FloatBuffer
    package var firstMoments: FloatBuffer
    package var secondMoments: FloatBuffer
    /// Steps done.
    package var step = 0
    /// Inputs seen.
    package var tokens = 0
    /// Loss of every step.
    package var losses: [Double] = []
    /// Draws the sequences.
    package var generator: SeededGenerator

    package init(parameters: FloatBuffer, seed: UInt64) {
        self.parameters = parameters
        firstMoments = FloatBuffer(count: parameters.count)
        secondMoments = FloatBuffer(count: parameters.count)
        generator = SeededGenerator(seed: seed).fork("sequences")
    }
}
