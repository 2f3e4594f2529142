import HoneNumerics

extension JointPosterior {
    /// Columns at a time: 100 rows of 128 doubles are 100 kB.
    private static let blockSize = 128
    private static let leastVariance = 1e-9

    /// Predicts some points.
    ///
    /// - Complexity: O(hypotheses that are left * candidates * n²).
    package func predict(_ candidates: Points) -> JointPrediction {
        var components: [[JointPrediction.Component]] = parts.map { part in
            let means = part.hypothesis.means(candidates)
            return part.places.map {
                JointPrediction.Component(
                    weight: $0.weight, scale: $0.scale, means: means, deviations: [],
                    noise: part.hypothesis.noiseVariance.squareRoot())
            }
        }
        let amplitudes = parts.map { $0.hypothesis.amplitudes(candidates) }
        var variances = zip(parts, amplitudes).map { priorVariances($0.hypothesis, candidates, $1) }
        var start = 0
        while start < candidates.count {
            let range = start..<min(start + Self.blockSize, candidates.count)
            var kernels: [[Double]: [Double]] = [:]
            var spread: [Double]?
            let block = candidates.features.selecting(Array(range))
            for (index, part) in parts.enumerated() {
                let hypothesis = part.hypothesis
                let kernel =
                    kernels[hypothesis.logLengthScales]
                    ?? MaternKernel(columns: columns, logLengthScales: hypothesis.logLengthScales)
                    .matrix(observed.features, block)
                kernels[hypothesis.logLengthScales] = kernel
                if hypothesis.spread > 0, spread == nil {
                    spread = PriorCovariance.products(observed, range, candidates)
                }
                var cross = scaled(kernel, part, amplitudes[index], range)
                addLinear(hypothesis, candidates, range, spread: spread, to: &cross)
                condition(part, &cross, range, &components[index], &variances[index])
            }
            start = range.upperBound
        }
        for index in parts.indices {
            let deviations = variances[index].map { max($0, Self.leastVariance).squareRoot() }
            for place in components[index].indices { components[index][place].deviations = deviations }
        }
        return JointPrediction(anchor: anchor, components: components.flatMap(\.self))
    }

    /// ρ² s(x) s(x') times the kernel.
    private func scaled(_ kernel: [Double], _ part: Part, _ amplitudes: [Double], _ range: Range<Int>) -> [Double] {
        var result = kernel
        let width = range.count
        result.withUnsafeMutableBufferPointer { result in
            amplitudes.withUnsafeBufferPointer { amplitudes in
                for i in 0..<observed.count {
                    let own = part.hypothesis.residualVariance * part.amplitudes[i]
                    for k in 0..<width { result[i * width + k] *= own * amplitudes[range.lowerBound + k] }
                }
            }
        }
        return result
    }

    /// Adds to the means, and takes from the variances, what the observations tell of a block of candidates.
    private func condition(
        _ part: Part, _ cross: inout [Double], _ range: Range<Int>, _ components: inout [JointPrediction.Component],
        _ variances: inout [Double]
    ) {
        let width = range.count
        let n = observed.count
        cross.withUnsafeMutableBufferPointer { cross in
            part.factor.forwardSolve(columns: width, cross)
            variances.withUnsafeMutableBufferPointer { variances in
                for i in 0..<n {
                    for k in 0..<width {
                        let v = cross[i * width + k]
                        variances[range.lowerBound + k] -= v * v
                    }
                }
            }
            for (index, place) in part.places.enumerated() {
                components[index].means.withUnsafeMutableBufferPointer { means in
                    for i in 0..<n {
                        let weight = place.whitened[i] - part.whitenedPrior[i]
                        if weight == 0 { continue }
                        for k in 0..<width { means[range.lowerBound + k] += weight * cross[i * width + k] }
                    }
                }
            }
        }
    }
}
