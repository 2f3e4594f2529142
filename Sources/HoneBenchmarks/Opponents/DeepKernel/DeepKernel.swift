import Foundation
import HoneNumerics
import HoneSearch

/// A Gaussian process whose Matérn 5/2 kernel measures distances between what a small network makes of the points (Wistuba and
/// Grabocka, "Few-shot Bayesian optimization with deep kernel surrogates", 2021, equation 5).
///
/// The network has two hidden layers with rectified units and no nonlinearity behind the last one; the kernel's length scale is
/// part of its last layer. The mean is 0.
package struct DeepKernel: Sendable, Hashable {
    let layout: Layout
    /// All that is learnt, in the order of `layout`.
    package var weights: [Double]

    /// Where the numbers lie: each layer's matrix `[outputs, inputs]` and its biases, then the logarithms of signal and noise
    /// variance.
    struct Layout: Sendable, Hashable {
        /// Numbers in a point, in each hidden layer, and in what comes out.
        let widths: [Int]

        init(inputs: Int) { widths = [inputs, 32, 32, 16] }

        var layers: Int { widths.count - 1 }

        func matrix(_ layer: Int) -> Int {
            (0..<layer).reduce(0) { $0 + (widths[$1] + 1) * widths[$1 + 1] }
        }

        func biases(_ layer: Int) -> Int { matrix(layer) + widths[layer] * widths[layer + 1] }

        var logSignal: Int { matrix(layers) }
        var logNoise: Int { logSignal + 1 }
        var count: Int { logSignal + 2 }
    }

    /// A network of random weights (He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015, equation 10).
    package init(inputs: Int, using generator: inout SeededGenerator) {
        layout = Layout(inputs: inputs)
        weights = Array(repeating: 0, count: layout.count)
        for layer in 0..<layout.layers {
            let deviation = (2 / Double(max(1, layout.widths[layer]))).squareRoot()
            for index in layout.matrix(layer)..<layout.biases(layer) { weights[index] = deviation * generator.normal() }
        }
        weights[layout.logNoise] = log(0.01)
    }

    var signal: Double { exp(weights[layout.logSignal]) }
    /// Never so small that the matrix cannot be factorised.
    var noise: Double { exp(weights[layout.logNoise]) + 1e-6 }

    /// What each layer makes of some points, their own coordinates first: each `[points, width]`.
    func activations(_ points: FeatureMatrix) -> [[Double]] {
        var all = [points.storage]
        let count = points.count
        for layer in 0..<layout.layers {
            let (inputs, outputs) = (layout.widths[layer], layout.widths[layer + 1])
            let (matrix, biases) = (layout.matrix(layer), layout.biases(layer))
            let isLast = layer == layout.layers - 1
            let below = all[layer]
            var values = [Double](repeating: 0, count: count * outputs)
            for point in 0..<count {
                for output in 0..<outputs {
                    var sum = weights[biases + output]
                    for input in 0..<inputs {
                        sum += weights[matrix + output * inputs + input] * below[point * inputs + input]
                    }
                    values[point * outputs + output] = isLast ? sum : max(sum, 0)
                }
            }
            all.append(values)
        }
        return all
    }

    /// The network's word on some points, `[points, embedding]`.
    func embedded(_ points: FeatureMatrix) -> [Double] { activations(points)[layout.layers] }

    var embedding: Int { layout.widths[layout.layers] }

    /// Matérn 5/2 at a squared distance, and its derivative by that.
    static func kernel(_ squaredDistance: Double) -> (value: Double, slope: Double) {
        let scaled = (5 * squaredDistance).squareRoot()
        let decay = exp(-scaled)
        return ((1 + scaled + scaled * scaled / 3) * decay, -5.0 / 6 * (1 + scaled) * decay)
    }

    static func squaredDistance(_ a: [Double], _ i: Int, _ b: [Double], _ j: Int, width: Int) -> Double {
        var sum = 0.0
        for k in 0..<width {
            let difference = a[i * width + k] - b[j * width + k]
            sum += difference * difference
        }
        return sum
    }
}
