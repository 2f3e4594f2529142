import Foundation

/// The squared distances between all pairs of points, one component a parameter: what stays the same while the length
/// scales are fitted.
struct PairDistances: Sendable {
    /// Pairs (i, j), j <= i, packed row after row.
    let pairCount: Int
    let parameters: Int
    /// `[parameters, pairCount]`.
    private(set) var storage: [Double]

    init(_ features: FeatureMatrix, _ columns: [FeatureEncoder.Column], parameters: Int) {
        let n = features.count
        let width = features.columns
        self.parameters = parameters
        pairCount = n * (n + 1) / 2
        storage = [Double](repeating: 0, count: parameters * pairCount)
        for (index, column) in columns.enumerated() {
            var next = column.parameter * pairCount
            for i in 0..<n {
                let here = features.storage[i * width + index]
                for j in 0...i {
                    let difference = features.storage[j * width + index] - here
                    switch column.comparison {
                    case .difference: storage[next] += difference * difference
                    case .identity: storage[next] += difference == 0 ? 0 : 1
                    }
                    next += 1
                }
            }
        }
    }

    /// 5 Σ_p D_p / ℓ_p² for each pair.
    func squaredRadii(logLengthScales: [Double], into radii: inout [Double]) {
        radii.withUnsafeMutableBufferPointer { radii in
            storage.withUnsafeBufferPointer { distances in
                for k in 0..<pairCount { radii[k] = 0 }
                for parameter in 0..<parameters {
                    let weight = 5 * exp(-2 * logLengthScales[parameter])
                    let offset = parameter * pairCount
                    for k in 0..<pairCount { radii[k] += weight * distances[offset + k] }
                }
            }
        }
    }

    /// Σ over pairs of `weights[k] * D_p[k]`.
    func weightedSum(_ weights: [Double], parameter: Int) -> Double {
        weights.withUnsafeBufferPointer { weights in
            storage.withUnsafeBufferPointer { distances in
                let offset = parameter * pairCount
                // Four sums at a time, so that the additions need not wait for each other.
                var sums = SIMD4<Double>.zero
                var k = 0
                while k + 4 <= pairCount {
                    let w = SIMD4(weights[k], weights[k + 1], weights[k + 2], weights[k + 3])
                    let d = SIMD4(
                        distances[offset + k], distances[offset + k + 1], distances[offset + k + 2],
                        distances[offset + k + 3])
                    sums += w * d
                    k += 4
                }
                var sum = sums.sum()
                while k < pairCount {
                    sum += weights[k] * distances[offset + k]
                    k += 1
                }
                return sum
            }
        }
    }
}
