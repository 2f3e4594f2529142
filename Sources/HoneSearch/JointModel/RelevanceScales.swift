import Foundation
import HoneNumerics

/// Length scales by what a study's own trials say matters: relevances of its parameters by a few steps towards the most
/// probable additive process, at most a handful of multiplications, so that they change little from one trial to the next.
///
/// Each step multiplies a part's variance by the root of what the data ask of it over what they would ask by chance
/// (majorise-minimise on the marginal likelihood of variance components: Zhou et al., "MM algorithms for variance components
/// models", 2019, equation 4). A mixture of few such kernels predicts better than one process with fitted length scales from
/// 5 to 20 trials.
enum RelevanceScales {
    /// Trials from which relevances can be told.
    static let fewest = 3
    private static let steps = 4
    /// Length scale of each parameter's own function, in parts of its range.
    private static let length = 0.35
    /// Where relevances begin: all alike, and this noise. It and the floor are in units of the targets' variance.
    private static let startingNoise = 0.1
    private static let noiseFloor = 0.02
    private static let levelVariance = 0.25
    /// Pseudo-observations that hold relevances where they began.
    private static let prior = 0.2
    /// Length scales of the kernel that the relevances make, for a parameter that has all of it.
    private static let lengths = [0.25, 0.6]
    /// The relevance that a parameter always keeps, over the number of parameters: one that was not varied yet stays worth a try.
    private static let leastShare = 0.05

    /// Logarithms of length scales, one a parameter, for each of `lengths`.
    ///
    /// - Parameters:
    ///   - features: of the observed points.
    ///   - targets: their values, lower is better.
    /// - Returns: none for too few values, or equal ones.
    static func scales(
        _ features: FeatureMatrix, columns: [FeatureEncoder.Column], parameters: Int, targets: [Double]
    ) -> [[Double]] {
        guard targets.count >= fewest, parameters > 0, let values = standardised(targets),
            let shares = shares(features, columns, parameters, values)
        else { return [] }
        return lengths.map { length in
            shares.map { log(length) - 0.5 * log($0 + leastShare / Double(parameters)) }
        }
    }

    /// Distances from the best, drawn in, with mean 0 and about variance 1.
    private static func standardised(_ targets: [Double]) -> [Double]? {
        let sorted = targets.sorted()
        let best = sorted[0]
        let middle = sorted[sorted.count / 2] - best
        let unit = middle > 0 ? middle : (sorted[sorted.count - 1] - best)
        guard unit > 0, unit.isFinite else { return nil }
        let places = targets.map { log1p(8 * min(($0 - best) / unit, 1e300)) }
        let mean = places.reduce(0, +) / Double(places.count)
        let variance = places.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(places.count)
        let deviation = variance.squareRoot() + 0.1
        return places.map { ($0 - mean) / deviation }
    }

    private static func shares(
        _ features: FeatureMatrix, _ columns: [FeatureEncoder.Column], _ count: Int, _ values: [Double]
    ) -> [Double]? {
        let n = values.count
        let distances = PairDistances(features, columns, parameters: count)
        let pairs = distances.pairCount
        let factor = 5 / (length * length)
        let kernels = distances.storage.map { MaternKernel.value(squaredRadius: factor * $0) }
        var weights = [Double](repeating: 1 / Double(count), count: count)
        var noise = startingNoise
        for _ in 0..<steps {
            var matrix = SymmetricMatrix(order: n, repeating: levelVariance)
            for part in 0..<count {
                let weight = weights[part]
                for k in 0..<pairs { matrix.storage[k] += weight * kernels[part * pairs + k] }
            }
            for i in 0..<n { matrix[i, i] += noise + noiseFloor }
            guard let factor = CholeskyFactor(matrix) else { return nil }
            let inverse = factor.inverse()
            let solved = factor.solve(values)
            // What is asked of each part: aᵀ K_j a beside tr(K⁻¹ K_j).
            for part in 0..<count {
                var asked = 0.0
                var expected = 0.0
                var k = 0
                for i in 0..<n {
                    for j in 0...i {
                        let twice = (i == j ? 1.0 : 2.0) * kernels[part * pairs + k]
                        asked += twice * solved[i] * solved[j]
                        expected += twice * inverse.storage[k]
                        k += 1
                    }
                }
                weights[part] *= ((asked + prior / Double(count)) / (expected + prior)).squareRoot()
            }
            let trace = (0..<n).reduce(0.0) { $0 + inverse[$1, $1] }
            let square = solved.reduce(0) { $0 + $1 * $1 }
            noise *= ((square + 0.1 * prior) / (trace + prior)).squareRoot()
        }
        let sum = weights.reduce(0, +)
        guard sum > 0, sum.isFinite else { return nil }
        return weights.map { $0 / sum }
    }
}
