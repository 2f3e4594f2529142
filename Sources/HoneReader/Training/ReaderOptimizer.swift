import Foundation
import HoneKernels

/// AdamW (Loshchilov and Hutter, arXiv 1711.05101) over the flat block of weights.
package struct ReaderOptimizer {
    private let recipe: ReaderRecipe
    private let threads: ComputeThreads

    package init(_ recipe: ReaderRecipe, threads: ComputeThreads) {
        self.recipe = recipe
        self.threads = threads
    }

    /// - Parameter step: counted from 0.
    package func update(
        _ weights: FloatBuffer, gradient: FloatBuffer, firstMoments: FloatBuffer, secondMoments: FloatBuffer, step: Int
    ) {
        let rate = recipe.rate(step)
        let factor = clipping(gradient)
        let decay = Float(1 - rate * recipe.weightDecay)
        let (b1, b2) = (Float(recipe.beta1), Float(recipe.beta2))
        let (c1, c2) = (Float(1 - recipe.beta1), Float(1 - recipe.beta2))
        let corrected = Float(rate / (1 - pow(recipe.beta1, Double(step + 1))))
        let inverse = Float(1 / (1 - pow(recipe.beta2, Double(step + 1))).squareRoot())
        threads.split(weights.count, minimum: 1 << 14) { range in
            let (w, g, m, v) = (weights.pointer, gradient.pointer, firstMoments.pointer, secondMoments.pointer)
            for i in range {
                let slope = g[i] * factor
                let first = m[i] * b1 + slope * c1
                let second = v[i] * b2 + slope * slope * c2
                m[i] = first
                v[i] = second
                w[i] = w[i] * decay - corrected * first / (second.squareRoot() * inverse + 1e-8)
            }
        }
    }

    /// What shortens a gradient that is too long.
    private func clipping(_ gradient: FloatBuffer) -> Float {
        // Blocks of a fixed length, so that the sum does not depend on the threads.
        var square = 0.0
        for start in stride(from: 0, to: gradient.count, by: 4096) {
            let block = gradient.pointer + start
            square += Double(VectorMath.dot(block, block, min(4096, gradient.count - start)))
        }
        return Float(min(1, recipe.clip / max(square.squareRoot(), 1e-12)))
    }
}
