import Foundation
import HoneKernels

/// AdamW (Loshchilov and Hutter, arXiv 1711.05101): moments corrected for their start, weight decay apart from them.
package struct AdamW: Sendable, Hashable, Codable {
    package var beta1 = 0.9
    package var beta2 = 0.999
    package var epsilon = 1e-8
    package var weightDecay = 0.01

    package init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    /// One step on a range of the flat parameters.
    ///
    /// - Parameters:
    ///   - step: number of this step, from 1. - gradientScale: factor on the gradients (clipping).
    func update(
        _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
        firstMoments: UnsafeMutablePointer<Float>, secondMoments: UnsafeMutablePointer<Float>, count: Int, step: Int,
        learningRate: Double, gradientScale: Float, threads: ComputeThreads
    ) {
        let decay = Float(1 - learningRate * weightDecay)
        let rate = Float(learningRate / (1 - pow(beta1, Double(step))))
        let correction = Float((1 - pow(beta2, Double(step))).squareRoot())
        let (b1, b2, e) = (Float(beta1), Float(beta2), Float(epsilon))
        let (c1, c2) = (Float(1 - beta1), Float(1 - beta2))
        threads.split(count, minimum: 4096) { range in
            for i in range {
                let g = gradients[i] * gradientScale
                let m = firstMoments[i] * b1 + g * c1
                let v = secondMoments[i] * b2 + g * g * c2
                firstMoments[i] = m
                secondMoments[i] = v
                parameters[i] = parameters[i] * decay - rate * m / (v.squareRoot() / correction + e)
            }
        }
    }
}
