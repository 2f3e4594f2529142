import Foundation

/// The Matérn kernel of smoothness 5/2 with a length scale for each parameter and unit variance,
///
///     k(x, x') = (1 + r + r²/3) exp(-r),   r² = 5 Σ_p D_p(x, x') / ℓ_p²
///
/// (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, equation 4.17). D_p is the squared distance of
/// `FeatureEncoder`, one component a parameter. Samples of it are twice differentiable: smooth enough to learn from few
/// trials, rough enough for cliffs (Snoek, Larochelle and Adams, "Practical Bayesian optimization of machine learning
/// algorithms", 2012).
package struct MaternKernel: Sendable {
    /// One weight a column: 5 / ℓ².
    private let weights: [Double]
    var columnWeights: [Double] { weights }
    private let identityColumns: [Int]
    private let differenceColumns: [Int]

    package init(columns: [FeatureEncoder.Column], logLengthScales: [Double]) {
        weights = columns.map { 5 * exp(-2 * logLengthScales[$0.parameter]) }
        identityColumns = columns.indices.filter { columns[$0].comparison == .identity }
        differenceColumns = columns.indices.filter { columns[$0].comparison == .difference }
    }

    static func value(squaredRadius: Double) -> Double {
        let r = squaredRadius.squareRoot()
        return (1 + r + squaredRadius / 3) * exp(-r)
    }

    /// Writes the kernel between one point and a run of others.
    ///
    /// - Parameters:
    ///   - point: the point's coordinates, `[columns]`.
    ///   - others: coordinates by column, `[columns, count]`, so that the loops run over neighbours in memory.
    ///   - stride: distance between the columns of `others`.
    ///   - output: `[count]`.
    func values(
        point: UnsafePointer<Double>, others: UnsafePointer<Double>, stride: Int, count: Int,
        output: UnsafeMutablePointer<Double>
    ) {
        for k in 0..<count { output[k] = 0 }
        for column in differenceColumns {
            let weight = weights[column]
            let here = point[column]
            let there = others + column * stride
            for k in 0..<count {
                let difference = there[k] - here
                output[k] += weight * difference * difference
            }
        }
        for column in identityColumns {
            let weight = weights[column]
            let here = point[column]
            let there = others + column * stride
            for k in 0..<count { output[k] += there[k] == here ? 0 : weight }
        }
        for k in 0..<count { output[k] = Self.value(squaredRadius: output[k]) }
    }

    /// The kernel between each point of two sets, `[a.count, b.count]`.
    package func matrix(_ a: FeatureMatrix, _ b: FeatureMatrix) -> [Double] {
        let width = a.columns
        let count = b.count
        return [Double](unsafeUninitializedCapacity: a.count * count) { output, initialized in
            initialized = a.count * count
            b.byColumn(0..<count).withUnsafeBufferPointer { others in
                a.storage.withUnsafeBufferPointer { coordinates in
                    guard let others = others.baseAddress, let here = coordinates.baseAddress,
                        let target = output.baseAddress
                    else { return }
                    for i in 0..<a.count {
                        values(
                            point: here + i * width, others: others, stride: count, count: count,
                            output: target + i * count)
                    }
                }
            }
        }
    }
}
