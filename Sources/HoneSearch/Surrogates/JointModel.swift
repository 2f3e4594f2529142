import Foundation
import HoneNumerics

/// Joins a frozen prior with a study's own trials:
///
///     y(x) = a + σ (Σ_j b_j h_j(x) + r(x) + ε),   b_j ~ N(β_j, τ_j²),   r ~ GP(0, ρ² s(x) s(x') Matérn),   ε ~ N(0, ν²)
///
/// h_1 is the language model's expected place (`PriorScore.mean`), h_2 the mean surface of past tasks in the same space where
/// there are any (`MeanSurface`), a the unknown level (flat), σ the unknown unit, and s(x) may grow where the model itself is
/// unsure. Nothing of this is fixed: a number of hypotheses about length scales, residual and slopes, one of them that the
/// past says nothing at all, are weighed by their marginal likelihood together with σ on a grid, so that a prior that does
/// not fit loses its weight within a few trials, and no hyperparameter rests on three observations.
package struct JointModel: Sendable {
    /// What is believed of a slope.
    package struct Slope: Sendable, Hashable {
        package var mean: Double
        package var variance: Double

        package init(mean: Double, variance: Double) {
            self.mean = mean
            self.variance = variance
        }

        package static let none = Slope(mean: 0, variance: 0)
    }

    /// One hypothesis; amplitudes are in units of σ.
    package struct Hypothesis: Sendable, Hashable {
        /// Prior probability, up to a common factor.
        package var weight: Double
        /// Slope of the language model's places, and of the past surface; 0 and 0: it says nothing.
        package var model: Slope
        package var surface: Slope
        /// Logarithm of each parameter's length scale.
        package var logLengthScales: [Double]
        package var residualVariance: Double
        package var noiseVariance: Double
        /// Whether the residual is larger where the prior is unsure.
        package var followsUncertainty: Bool

        package init(
            weight: Double, model: Slope, surface: Slope = .none, logLengthScales: [Double], residualVariance: Double,
            noiseVariance: Double, followsUncertainty: Bool
        ) {
            self.weight = weight
            self.model = model
            self.surface = surface
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
        /// The past surface's value, 0 where there is none.
        package var surface: [Double]

        package init(_ features: FeatureMatrix, _ scores: [PriorScore], surface: [Double]? = nil) {
            precondition(features.count == scores.count, "one score a point")
            precondition(surface.map { $0.count == scores.count } ?? true, "one surface value a point")
            self.features = features
            self.scores = scores
            self.surface = surface ?? Array(repeating: 0, count: scores.count)
        }

        package func selecting(_ indices: [Int]) -> Points {
            Points(
                features.selecting(indices), indices.map { scores[$0] }, surface: indices.map { surface[$0] })
        }

        package mutating func append(_ other: Points) {
            for index in 0..<other.count { features.append(row: index, of: other.features) }
            scores += other.scores
            surface += other.surface
        }

        /// What a hypothesis expects of a point before any trial.
        func mean(_ index: Int, _ hypothesis: Hypothesis) -> Double {
            hypothesis.model.mean * scores[index].mean + hypothesis.surface.mean * surface[index]
        }

        /// The prior covariance of two points' linear terms.
        static func linear(_ a: Points, _ i: Int, _ b: Points, _ j: Int, _ hypothesis: Hypothesis) -> Double {
            hypothesis.model.variance * a.scores[i].mean * b.scores[j].mean
                + hypothesis.surface.variance * a.surface[i] * b.surface[j]
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
        let informed = hypotheses.filter { $0.model.mean != 0 || $0.surface.mean != 0 }
        let total = informed.reduce(0) { $0 + $1.weight }
        guard total > 0 else { return nil }
        let scale = exp(logScale.mean)
        let amplitudes = uncertainties(candidates, relativeTo: meanVariance(candidates))
        return Prediction(
            means: informed.map { hypothesis in
                candidates.scores.indices.map { scale * candidates.mean($0, hypothesis) }
            },
            deviations: informed.map { hypothesis in
                candidates.scores.indices.map { index in
                    let residual = hypothesis.residualVariance * (hypothesis.followsUncertainty ? amplitudes[index] : 1)
                    let linear = Points.linear(candidates, index, candidates, index, hypothesis)
                    return scale * (linear + residual).squareRoot()
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
                    Self.levelVariance + Points.linear(points, i, points, j, hypothesis) + hypothesis.residualVariance
                    * here[i] * here[j] * own[i * n + j]
            }
            matrix[i, i] += hypothesis.noiseVariance + Self.nugget * Self.levelVariance
        }
        guard let factor = CholeskyFactor(matrix) else { return nil }
        var cross = covariance(kernel, points, candidates)
        for i in 0..<n {
            let slope = hypothesis.model.variance * points.scores[i].mean
            let surfaceSlope = hypothesis.surface.variance * points.surface[i]
            let residual = hypothesis.residualVariance * here[i]
            for k in 0..<m {
                let linear = slope * candidates.scores[k].mean + surfaceSlope * candidates.surface[k]
                cross[i * m + k] = Self.levelVariance + linear + residual * there[k] * cross[i * m + k]
            }
        }
        cross.withUnsafeMutableBufferPointer { factor.forwardSolve(columns: m, $0) }
        let whitenedTargets = factor.forwardSolve(targets.map { $0 - center })
        let whitenedSlope = factor.forwardSolve(points.scores.indices.map { points.mean($0, hypothesis) })
        guard whitenedTargets.allSatisfy(\.isFinite), whitenedSlope.allSatisfy(\.isFinite) else { return nil }
        var result = Conditioned(
            whitenedTargets: whitenedTargets, whitenedSlope: whitenedSlope,
            fromTargets: [Double](repeating: 0, count: m),
            fromPrior: candidates.scores.indices.map { candidates.mean($0, hypothesis) },
            variances: candidates.scores.indices.map { index in
                Self.levelVariance + Points.linear(candidates, index, candidates, index, hypothesis)
                    + hypothesis.residualVariance * there[index] * there[index]
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
