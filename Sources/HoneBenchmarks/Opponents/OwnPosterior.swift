import Foundation
import HoneNumerics
import HoneSearch
import Synchronization

/// Own trials on top of a past, for one correlation and one unit: y / unit = level + f + noise.
struct OwnPosterior: Sendable {
    /// Which correlation.
    let source: Int
    /// log p(y) up to what all hypotheses share.
    let logEvidence: Double
    private let unit: Double
    private let level: Double
    private let factor: CholeskyFactor
    /// L⁻¹ (y / unit - mean).
    private let whitened: [Double]
    /// The lowest expectation at a tried point, in units.
    private let incumbent: Double

    /// - Parameters:
    ///   - values: of mean 0, one a tried row.
    ///   - level: prior variance of the level.
    ///   - covariance: of the function at the tried rows.
    init?(
        _ process: SourceProcess, _ source: Int, tried: [Int], values: [Double], unit: Double, level: Double,
        covariance: SymmetricMatrix
    ) {
        var matrix = covariance
        for index in matrix.storage.indices { matrix.storage[index] += level }
        for index in tried.indices { matrix[index, index] += process.noise }
        guard let factor = CholeskyFactor(matrix) else { return nil }
        let center = tried.reduce(0) { $0 + process.means[$1] } / Double(max(1, tried.count))
        let residuals = zip(values, tried).map { $0 / unit - (process.means[$1] - center) }
        let whitened = factor.forwardSolve(residuals)
        let square = whitened.reduce(0) { $0 + $1 * $1 }
        logEvidence = -0.5 * square - 0.5 * factor.logDeterminant - Double(values.count) * log(unit)
        let weights = factor.backwardSolve(whitened)
        var lowest = Double.infinity
        for i in tried.indices {
            var mean = process.means[tried[i]] - center
            for j in tried.indices { mean += (covariance[i, j] + level) * weights[j] }
            lowest = min(lowest, mean)
        }
        guard logEvidence.isFinite, lowest.isFinite else { return nil }
        incumbent = lowest
        self.center = center
        self.source = source
        self.unit = unit
        self.level = level
        self.factor = factor
        self.whitened = whitened
    }

    /// The prior's mean over the tried rows, which the level takes up.
    private let center: Double

    /// Adds each open candidate's expected improvement on the best expectation, in the values' units.
    ///
    /// - Parameter cross: covariance of the function at each tried row with that at every candidate.
    func addImprovements(
        _ process: SourceProcess, _ cross: [[Double]], open: [Int], weight: Double, to scores: inout [Double]
    ) {
        let n = cross.count
        let width = open.count
        var block = [Double](repeating: 0, count: n * width)
        for i in 0..<n {
            for (k, row) in open.enumerated() { block[i * width + k] = cross[i][row] + level }
        }
        block.withUnsafeMutableBufferPointer { factor.forwardSolve(columns: width, $0) }
        for (k, row) in open.enumerated() {
            var mean = process.means[row] - center
            var variance = process.variances[row] + level
            for i in 0..<n {
                mean += block[i * width + k] * whitened[i]
                variance -= block[i * width + k] * block[i * width + k]
            }
            scores[row] +=
                weight * unit
                * ExpectedImprovement.value(
                    mean: mean, deviation: max(variance, 1e-10).squareRoot(), best: incumbent)
        }
    }
}

/// Columns of covariances that were asked for, which seeds and trials share. A class because of this.
final class CovarianceShelf: Sendable {
    private struct Key: Hashable {
        var source: Int
        var row: Int
    }

    private let known = Mutex<[Key: [Double]]>([:])
    private static let most = 600

    func covariances(_ source: Int, _ row: Int, _ process: SourceProcess) -> [Double] {
        let key = Key(source: source, row: row)
        if let found = known.withLock({ $0[key] }) { return found }
        let new = process.covariances(of: row)
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[key] = new
        }
        return new
    }
}
