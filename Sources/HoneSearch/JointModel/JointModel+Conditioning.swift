import Foundation
import HoneNumerics

extension JointModel {
    /// What one hypothesis makes of observations and candidates; everything that does not depend on σ.
    struct Conditioned {
        /// L⁻¹ (y - mean y) and L⁻¹ Σ_j β_j h_j.
        var whitenedTargets: [Double]
        var whitenedPrior: [Double]
        /// A candidate's mean is `center + fromTargets + σ fromPrior`.
        var fromTargets: [Double]
        var fromPrior: [Double]
        /// In units of σ².
        var variances: [Double]
        var logDeterminant: Double

        /// The marginal likelihood's logarithm without constants.
        func logLikelihood(logScale: Double) -> Double {
            let scale = exp(logScale)
            var square = 0.0
            for index in whitenedTargets.indices {
                let residual = whitenedTargets[index] / scale - whitenedPrior[index]
                square += residual * residual
            }
            return -0.5 * square - 0.5 * logDeterminant - Double(whitenedTargets.count) * logScale
        }

        func component(weight: Double, center: Double, scale: Double) -> JointPrediction.Component {
            JointPrediction.Component(
                weight: weight, means: zip(fromTargets, fromPrior).map { center + $0 + scale * $1 },
                deviations: variances.map { scale * $0.squareRoot() })
        }
    }

    /// Conditions on the observations under one hypothesis (Rasmussen and Williams, 2006, algorithm 2.1).
    ///
    /// - Parameter center: taken off the targets, against rounding; the level is flat.
    /// - Returns: nil if the covariance cannot be factorised.
    func condition(_ hypothesis: Hypothesis, _ candidates: Points, center: Double) -> Conditioned? {
        let n = points.count
        let m = candidates.count
        let kernel = MaternKernel(columns: columns, logLengthScales: hypothesis.logLengthScales)
        let reference = meanUncertainty(candidates)
        let here = amplitudes(points, hypothesis, relativeTo: reference)
        let there = amplitudes(candidates, hypothesis, relativeTo: reference)
        guard let factor = CholeskyFactor(covariance(hypothesis, kernel, amplitudes: here)) else { return nil }
        var cross = kernel.matrix(points.features, candidates.features)
        for i in 0..<n {
            let residual = hypothesis.residualVariance * here[i]
            var linear = [Double](repeating: 0, count: m)
            for (slope, (ours, theirs)) in zip(hypothesis.slopes, zip(points.terms, candidates.terms)) {
                let weight = slope.variance * ours[i]
                for k in 0..<m { linear[k] += weight * theirs[k] }
            }
            for k in 0..<m {
                cross[i * m + k] = Self.levelVariance + linear[k] + residual * there[k] * cross[i * m + k]
            }
        }
        cross.withUnsafeMutableBufferPointer { factor.forwardSolve(columns: m, $0) }
        let whitenedTargets = factor.forwardSolve(targets.map { $0 - center })
        let whitenedPrior = factor.forwardSolve(hypothesis.means(points))
        guard whitenedTargets.allSatisfy(\.isFinite), whitenedPrior.allSatisfy(\.isFinite) else { return nil }
        var result = Conditioned(
            whitenedTargets: whitenedTargets, whitenedPrior: whitenedPrior,
            fromTargets: [Double](repeating: 0, count: m), fromPrior: hypothesis.means(candidates),
            variances: zip(hypothesis.linearVariances(candidates), there).map { linear, amplitude in
                Self.levelVariance + linear + hypothesis.residualVariance * amplitude * amplitude
            }, logDeterminant: factor.logDeterminant)
        for i in 0..<n {
            for k in 0..<m {
                let v = cross[i * m + k]
                result.fromTargets[k] += v * whitenedTargets[i]
                result.fromPrior[k] -= v * whitenedPrior[i]
                result.variances[k] -= v * v
            }
        }
        for k in 0..<m { result.variances[k] = max(result.variances[k], Self.leastVariance) }
        return result
    }

    private static let leastVariance = 1e-9

    /// Of the observations, noise included, in units of σ².
    private func covariance(_ hypothesis: Hypothesis, _ kernel: MaternKernel, amplitudes: [Double]) -> SymmetricMatrix {
        let n = points.count
        var matrix = SymmetricMatrix(order: n)
        let own = kernel.matrix(points.features, points.features)
        for i in 0..<n {
            for j in 0...i {
                matrix[i, j] =
                    Self.levelVariance + hypothesis.linearCovariance(points, i, points, j)
                    + hypothesis.residualVariance * amplitudes[i] * amplitudes[j] * own[i * n + j]
            }
            matrix[i, i] += hypothesis.noiseVariance + Self.nugget * Self.levelVariance
        }
        return matrix
    }
}

// MARK: - How large the residual is

extension JointModel {
    /// Floor of s(x)² relative to its mean over the candidates.
    private static let uncertaintyFloor = 0.15

    /// The prior's mean variance over some points; what a point's own is compared with.
    func meanUncertainty(_ points: Points) -> Double {
        max(points.uncertainties.reduce(0, +) / Double(max(1, points.count)), 1e-12)
    }

    /// s(x)² where the residual follows the prior's uncertainty; 1 where nobody says.
    func residualSquares(_ points: Points, relativeTo reference: Double) -> [Double] {
        points.uncertainties.isEmpty
            ? [Double](repeating: 1, count: points.count)
            : points.uncertainties.map { Self.uncertaintyFloor + $0 / reference }
    }

    private func amplitudes(_ points: Points, _ hypothesis: Hypothesis, relativeTo reference: Double) -> [Double] {
        guard hypothesis.followsUncertainty else { return [Double](repeating: 1, count: points.count) }
        return residualSquares(points, relativeTo: reference).map { $0.squareRoot() }
    }
}
