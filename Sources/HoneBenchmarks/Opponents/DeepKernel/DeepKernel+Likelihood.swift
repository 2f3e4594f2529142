import Foundation
import HoneNumerics
import HoneSearch

extension DeepKernel {
    /// The negative logarithm of the marginal likelihood a point (equation 4 there, with the constant), and its gradient by all that is
    /// learnt.
    ///
    /// - Returns: nil if the kernel matrix cannot be factorised.
    package func loss(_ points: FeatureMatrix, targets: [Double]) -> (value: Double, gradient: [Double])? {
        let n = targets.count
        let width = embedding
        let layers = activations(points)
        let places = layers[layout.layers]
        var matrix = SymmetricMatrix(order: n)
        var slopes = SymmetricMatrix(order: n)
        var kernels = SymmetricMatrix(order: n)
        var next = 0
        for i in 0..<n {
            for j in 0...i {
                let (value, slope) = Self.kernel(Self.squaredDistance(places, i, places, j, width: width))
                kernels.storage[next] = value
                slopes.storage[next] = slope
                matrix.storage[next] = signal * value + (i == j ? noise : 0)
                next += 1
            }
        }
        guard let factor = CholeskyFactor(matrix) else { return nil }
        let alpha = factor.solve(targets)
        let fit = zip(alpha, targets).reduce(0) { $0 + $1.0 * $1.1 }
        let value = 0.5 * (fit + factor.logDeterminant + Double(n) * log(2 * .pi)) / Double(n)

        // By each element of the kernel matrix: ½ (K⁻¹ - α αᵀ) / n.
        let inverse = factor.inverse()
        var gradient = [Double](repeating: 0, count: layout.count)
        var byPlace = [Double](repeating: 0, count: n * width)
        var (bySignal, byNoise) = (0.0, 0.0)
        next = 0
        for i in 0..<n {
            for j in 0...i {
                let part = 0.5 * (inverse.storage[next] - alpha[i] * alpha[j]) / Double(n)
                let times: Double = i == j ? 1 : 2
                bySignal += times * part * signal * kernels.storage[next]
                if i == j {
                    byNoise += part * exp(weights[layout.logNoise])
                } else {
                    let factor = times * part * signal * slopes.storage[next] * 2
                    for k in 0..<width {
                        let pull = factor * (places[i * width + k] - places[j * width + k])
                        byPlace[i * width + k] += pull
                        byPlace[j * width + k] -= pull
                    }
                }
                next += 1
            }
        }
        gradient[layout.logSignal] = bySignal
        gradient[layout.logNoise] = byNoise
        propagate(byPlace, through: layers, points: n, into: &gradient)
        return (value, gradient)
    }

    /// The gradient by the network's weights, from the one by what it puts out.
    private func propagate(
        _ byOutput: [Double], through layers: [[Double]], points: Int, into gradient: inout [Double]
    ) {
        var above = byOutput
        for layer in (0..<layout.layers).reversed() {
            let (inputs, outputs) = (layout.widths[layer], layout.widths[layer + 1])
            let (matrix, biases) = (layout.matrix(layer), layout.biases(layer))
            let below = layers[layer]
            var byInput = [Double](repeating: 0, count: points * inputs)
            for point in 0..<points {
                for output in 0..<outputs {
                    let slope = above[point * outputs + output]
                    guard slope != 0 else { continue }
                    gradient[biases + output] += slope
                    let row = matrix + output * inputs
                    for input in 0..<inputs {
                        gradient[row + input] += slope * below[point * inputs + input]
                        byInput[point * inputs + input] += slope * weights[row + input]
                    }
                }
            }
            guard layer > 0 else { return }
            for index in byInput.indices where below[index] <= 0 { byInput[index] = 0 }
            above = byInput
        }
    }
}
