import Foundation
import HoneNumerics

/// Joins a frozen prior with a study's own trials:
///
///     y(x) = a + σ (b h(x) + r(x) + ε),   b ~ N(b₀, τ²),   r ~ GP(0, ρ² s(x) s(x') Matérn),   ε ~ N(0, ν²)
///
/// h is the prior's expected place (`PriorScore.mean`), a the unknown level (flat), σ the unknown unit, and s(x) grows where
/// the prior itself is unsure. Nothing of this is fixed: a number of hypotheses about length scales, residual and slope, one
/// of them that the prior says nothing at all, are weighed by their marginal likelihood together with σ on a grid, so that a
/// prior that does not fit loses its weight within a few trials, and no hyperparameter rests on three observations.
package struct JointModel: Sendable {
    /// One hypothesis; amplitudes are in units of σ.
    package struct Hypothesis: Sendable, Hashable {
        /// Prior probability, up to a common factor.
        package var weight: Double
        /// Mean and variance of the prior's slope; both 0: the prior says nothing.
        package var slope: Double
        package var slopeVariance: Double
        /// Logarithm of each parameter's length scale.
        package var logLengthScales: [Double]
        package var residualVariance: Double
        package var noiseVariance: Double
        /// Whether the residual is larger where the prior is unsure.
        package var followsUncertainty: Bool

        package init(
            weight: Double, slope: Double, slopeVariance: Double, logLengthScales: [Double], residualVariance: Double,
            noiseVariance: Double, followsUncertainty: Bool
        ) {
            self.weight = weight
            self.slope = slope
            self.slopeVariance = slopeVariance
            self.logLengthScales = logLengthScales
            self.residualVariance = residualVariance
            self.noiseVariance = noiseVariance
            self.followsUncertainty = followsUncertainty
        }
    }

    /// Configurations as coordinates with what the prior says of them.
    package struct Points: Sendable {
        package var features: FeatureMatrix
        package var scores: [PriorScore]

        package init(_ features: FeatureMatrix, _ scores: [PriorScore]) {
            precondition(features.count == scores.count, "one score a point")
            self.features = features
            self.scores = scores
        }

        package var count: Int { scores.count }
    }

    /// The predictive distribution of a point: a mixture of normals, shared weights.
    package struct Prediction: Sendable {
        /// One component a column: `[components][points]`.
        var means: [[Double]]
        var deviations: [[Double]]
        var weights: [Double]
    }

    private let columns: [FeatureEncoder.Column]
    private let hypotheses: [Hypothesis]
    private let logScale: (mean: Double, deviation: Double)
    private let points: Points
    private let targets: [Double]

    /// The prior variance of the level, in units of σ²: flat for all purposes, finite for the arithmetic.
    private static let levelVariance = 100.0
    /// Part of the diagonal that is always added, against rounding.
    private static let nugget = 1e-8
    /// Places of σ on its grid, in prior standard deviations.
    private static let scaleGrid = stride(from: -2.5, through: 2.5, by: 0.25).map { $0 }
    /// Components with less weight than this are left out of predictions.
    private static let leastWeight = 1e-3
    /// Floor of s(x)² relative to its mean over the observed and candidate points.
    private static let uncertaintyFloor = 0.15

    /// - Parameters:
    ///   - logScale: belief about log σ.
    ///   - targets: the observed values, lower is better.
    package init(
        columns: [FeatureEncoder.Column], hypotheses: [Hypothesis], logScale: (mean: Double, deviation: Double),
        observed points: Points, targets: [Double]
    ) {
        precondition(points.count == targets.count, "one target a point")
        self.columns = columns
        self.hypotheses = hypotheses
        self.logScale = logScale
        self.points = points
        self.targets = targets
    }

    /// What one hypothesis makes of the observations and candidates; everything that does not depend on σ.
    private struct Conditioned {
        /// L⁻¹ (y - mean y) and L⁻¹ b₀ h.
        var whitenedTargets: [Double]
        var whitenedSlope: [Double]
        /// L⁻¹ k(X, candidate): mean = offset + Vᵀ(...)
        var fromTargets: [Double]
        var fromPrior: [Double]
        var variances: [Double]
        var logDeterminant: Double
    }

    /// Predicts candidates.
    ///
    /// - Returns: nil if no hypothesis can be computed (values that are not finite).
    /// - Complexity: O(hypotheses * candidates * n²).
    package func predict(_ candidates: Points) -> Prediction? {
        guard !targets.isEmpty else { return priorPrediction(candidates) }
        let center = targets.reduce(0, +) / Double(targets.count)
        var conditioned: [Conditioned] = []
        var logWeights: [[Double]] = []
        for hypothesis in hypotheses {
            guard let one = condition(hypothesis, candidates, center: center) else { continue }
            logWeights.append(
                Self.scaleGrid.map { place in
                    let scale = logScale.mean + place * logScale.deviation
                    return log(hypothesis.weight) - 0.5 * place * place + logLikelihood(one, logScale: scale)
                })
            conditioned.append(one)
        }
        let top = logWeights.joined().max() ?? -.infinity
        guard top.isFinite else { return nil }
        let total = logWeights.joined().reduce(0) { $0 + exp($1 - top) }
        var prediction = Prediction(means: [], deviations: [], weights: [])
        for (one, row) in zip(conditioned, logWeights) {
            for (place, logWeight) in zip(Self.scaleGrid, row) {
                let weight = exp(logWeight - top) / total
                guard weight >= Self.leastWeight else { continue }
                let scale = exp(logScale.mean + place * logScale.deviation)
                prediction.means.append(
                    candidates.scores.indices.map { center + one.fromTargets[$0] + scale * one.fromPrior[$0] })
                prediction.deviations.append(one.variances.map { scale * $0.squareRoot() })
                prediction.weights.append(weight)
            }
        }
        let kept = prediction.weights.reduce(0, +)
        prediction.weights = prediction.weights.map { $0 / kept }
        return prediction
    }

    /// Before any observation: the prior alone, around level 0.
    private func priorPrediction(_ candidates: Points) -> Prediction? {
        let informed = hypotheses.filter { $0.slope != 0 }
        let total = informed.reduce(0) { $0 + $1.weight }
        guard total > 0 else { return nil }
        let scale = exp(logScale.mean)
        let amplitudes = uncertainties(candidates, relativeTo: meanVariance(candidates))
        return Prediction(
            means: informed.map { hypothesis in candidates.scores.map { scale * hypothesis.slope * $0.mean } },
            deviations: informed.map { hypothesis in
                candidates.scores.indices.map { index in
                    let mean = candidates.scores[index].mean
                    let residual = hypothesis.residualVariance * (hypothesis.followsUncertainty ? amplitudes[index] : 1)
                    return scale * (hypothesis.slopeVariance * mean * mean + residual).squareRoot()
                }
            }, weights: informed.map { $0.weight / total })
    }

    private func logLikelihood(_ one: Conditioned, logScale: Double) -> Double {
        let scale = exp(logScale)
        var square = 0.0
        for index in one.whitenedTargets.indices {
            let residual = one.whitenedTargets[index] / scale - one.whitenedSlope[index]
            square += residual * residual
        }
        return -0.5 * square - 0.5 * one.logDeterminant - Double(targets.count) * logScale
    }

    private func condition(_ hypothesis: Hypothesis, _ candidates: Points, center: Double) -> Conditioned? {
        let n = points.count
        let m = candidates.count
        let kernel = MaternKernel(columns: columns, logLengthScales: hypothesis.logLengthScales)
        let reference = meanVariance(candidates)
        let here = amplitudes(points, hypothesis, reference)
        let there = amplitudes(candidates, hypothesis, reference)
        var matrix = SymmetricMatrix(order: n)
        let own = covariance(kernel, points, points)
        for i in 0..<n {
            for j in 0...i {
                matrix[i, j] =
                    Self.levelVariance + hypothesis.slopeVariance * points.scores[i].mean * points.scores[j].mean
                    + hypothesis.residualVariance * here[i] * here[j] * own[i * n + j]
            }
            matrix[i, i] += hypothesis.noiseVariance + Self.nugget * Self.levelVariance
        }
        guard let factor = CholeskyFactor(matrix) else { return nil }
        var cross = covariance(kernel, points, candidates)
        for i in 0..<n {
            let slope = hypothesis.slopeVariance * points.scores[i].mean
            let residual = hypothesis.residualVariance * here[i]
            for k in 0..<m {
                cross[i * m + k] =
                    Self.levelVariance + slope * candidates.scores[k].mean + residual * there[k] * cross[i * m + k]
            }
        }
        cross.withUnsafeMutableBufferPointer { factor.forwardSolve(columns: m, $0) }
        let whitenedTargets = factor.forwardSolve(targets.map { $0 - center })
        let whitenedSlope = factor.forwardSolve(points.scores.map { hypothesis.slope * $0.mean })
        guard whitenedTargets.allSatisfy(\.isFinite), whitenedSlope.allSatisfy(\.isFinite) else { return nil }
        var result = Conditioned(
            whitenedTargets: whitenedTargets, whitenedSlope: whitenedSlope,
            fromTargets: [Double](repeating: 0, count: m),
            fromPrior: candidates.scores.map { hypothesis.slope * $0.mean },
            variances: candidates.scores.indices.map { index in
                let mean = candidates.scores[index].mean
                return Self.levelVariance + hypothesis.slopeVariance * mean * mean + hypothesis.residualVariance
                    * there[index] * there[index]
            }, logDeterminant: factor.logDeterminant)
        for i in 0..<n {
            for k in 0..<m {
                let v = cross[i * m + k]
                result.fromTargets[k] += v * whitenedTargets[i]
                result.fromPrior[k] -= v * whitenedSlope[i]
                result.variances[k] -= v * v
            }
        }
        for k in 0..<m { result.variances[k] = max(result.variances[k], 1e-9) }
        return result
    }

    private func meanVariance(_ candidates: Points) -> Double {
        let all = candidates.scores
        let sum = all.reduce(0) { $0 + $1.deviation * $1.deviation }
        return max(sum / Double(max(1, all.count)), 1e-12)
    }

    private func uncertainties(_ points: Points, relativeTo reference: Double) -> [Double] {
        points.scores.map { Self.uncertaintyFloor + $0.deviation * $0.deviation / reference }
    }

    private func amplitudes(_ points: Points, _ hypothesis: Hypothesis, _ reference: Double) -> [Double] {
        guard hypothesis.followsUncertainty else { return [Double](repeating: 1, count: points.count) }
        return uncertainties(points, relativeTo: reference).map { $0.squareRoot() }
    }

    /// `[a.count, b.count]`
    private func covariance(_ kernel: MaternKernel, _ a: Points, _ b: Points) -> [Double] {
        let width = columns.count
        let m = b.count
        var byColumn = [Double](repeating: 0, count: width * m)
        for point in 0..<m {
            for column in 0..<width { byColumn[column * m + point] = b.features.storage[point * width + column] }
        }
        return [Double](unsafeUninitializedCapacity: a.count * m) { output, count in
            count = a.count * m
            byColumn.withUnsafeBufferPointer { others in
                a.features.storage.withUnsafeBufferPointer { coordinates in
                    guard let others = others.baseAddress, let here = coordinates.baseAddress,
                        let target = output.baseAddress
                    else { return }
                    for i in 0..<a.count {
                        kernel.values(
                            point: here + i * width, others: others, stride: m, count: m, output: target + i * m)
                    }
                }
            }
        }
    }
}
