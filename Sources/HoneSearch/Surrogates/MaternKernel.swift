import Foundation

/// The Matérn kernel of smoothness 5/2 with a length scale for each parameter and unit variance:
/// k(r) = (1 + r + r²/3) exp(-r), r² = 5 Σ_p D_p / ℓ_p² (Rasmussen and Williams, "Gaussian Processes for Machine Learning",
/// 2006, equation 4.17).
struct MaternKernel: Sendable {
    /// One weight a column: 5 / ℓ².
    private let weights: [Double]
    private let identityColumns: [Int]
    private let differenceColumns: [Int]

    init(columns: [FeatureEncoder.Column], logLengthScales: [Double]) {
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
}
