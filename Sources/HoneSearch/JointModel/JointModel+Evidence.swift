import Foundation
import HoneNumerics

extension JointModel {
    /// What one hypothesis makes of the observations, at every place of the unit.
    private struct Evidence {
        var factor: CholeskyFactor
        var amplitudes: [Double]
        /// L⁻¹ of the warped targets' columns, and of Σ_j β_j h_j.
        var whitened: [Double]
        var whitenedPrior: [Double]
        /// One a place.
        var logWeights: [Double]
    }

    /// Hypotheses with less weight than this, and all beyond so many, are left out of predictions.
    private static let leastWeight = 2e-3
    private static let mostHypotheses = 16
    /// Places of the unit, within one hypothesis.
    private static let leastPlaceWeight = 1e-2

    /// Conditions on the observations under every hypothesis and weighs them (Rasmussen and Williams, 2006, algorithm 2.1).
    ///
    /// - Returns: nil without observations, and where no hypothesis can be computed (values that are not finite).
    /// - Complexity: O(hypotheses n³).
    package func posterior() -> JointPosterior? {
        guard !targets.isEmpty else { return nil }
        let warped = WarpedTargets(targets, unit: unit)
        var covariance = PriorCovariance(points, columns: columns)
        var all: [(hypothesis: Hypothesis, evidence: Evidence)] = []
        for hypothesis in hypotheses {
            let amplitudes = hypothesis.amplitudes(points)
            let matrix = covariance.matrix(hypothesis, amplitudes: amplitudes)
            guard let evidence = Self.evidence(hypothesis, matrix, amplitudes, warped, prior: hypothesis.means(points))
            else { continue }
            all.append((hypothesis, evidence))
        }
        let top = all.lazy.flatMap(\.evidence.logWeights).max() ?? -.infinity
        guard top.isFinite else { return nil }
        var families = FamilyWeights()
        var noise = 0.0
        var total = 0.0
        var masses: [Double] = []
        for (hypothesis, evidence) in all {
            let mass = evidence.logWeights.reduce(0) { $0 + exp($1 - top) }
            masses.append(mass)
            noise += mass * hypothesis.noiseVariance
            total += mass
        }
        let kept = masses.indices.filter { masses[$0] >= Self.leastWeight * total }
            .sorted { (masses[$0], -$0) > (masses[$1], -$1) }.prefix(Self.mostHypotheses)
        let parts = kept.map { index in
            part(all[index].hypothesis, all[index].evidence, warped, mass: masses[index], top: top)
        }
        for part in parts { say(part, of: &families) }
        return JointPosterior(
            columns: columns, anchor: warped.anchor, observed: points, parts: parts, families: families,
            noiseVariance: noise / total)
    }

    /// Adds a hypothesis' weight to its family's, as far as the slopes that the trials have given its sources are those that
    /// were expected: where they are 0, the past does not speak, whatever the hypothesis is called, and the study's own trials
    /// decide. A slope's mean is β + τ² hᵀ K⁻¹ (y - m).
    private func say(_ part: JointPosterior.Part, of families: inout FamilyWeights) {
        let speaking = part.hypothesis.slopes.indices.filter { part.hypothesis.slopes[$0].mean != 0 }
        let whitened = speaking.map { part.factor.forwardSolve(points.terms[$0]) }
        for place in part.places {
            var trust = 0.0
            for (term, row) in zip(speaking, whitened) {
                let slope = part.hypothesis.slopes[term]
                var sum = 0.0
                for index in row.indices {
                    sum += row[index] * (place.whitened[index] - part.whitenedPrior[index])
                }
                trust += min(max(1 + slope.variance * sum / slope.mean, 0), 1) / Double(speaking.count)
            }
            families.add(place.weight * trust, to: part.hypothesis.family)
            families.add(place.weight * (1 - trust), to: .ownTrials)
        }
    }

    private func part(
        _ hypothesis: Hypothesis, _ evidence: Evidence, _ warped: WarpedTargets, mass: Double, top: Double
    ) -> JointPosterior.Part {
        let n = targets.count
        let width = warped.columnCount
        let places = zip(warped.places, evidence.logWeights).compactMap { place, logWeight -> JointPosterior.Place? in
            let weight = exp(logWeight - top)
            guard weight >= Self.leastPlaceWeight * mass else { return nil }
            return JointPosterior.Place(
                weight: weight, scale: exp(place.logScale),
                whitened: (0..<n).map { place.factor * evidence.whitened[$0 * width + place.column] })
        }
        return JointPosterior.Part(
            hypothesis: hypothesis, factor: evidence.factor, amplitudes: evidence.amplitudes,
            whitenedPrior: evidence.whitenedPrior, places: places)
    }

    private static func evidence(
        _ hypothesis: Hypothesis, _ matrix: SymmetricMatrix, _ amplitudes: [Double], _ warped: WarpedTargets,
        prior: [Double]
    ) -> Evidence? {
        guard hypothesis.weight > 0, let factor = CholeskyFactor(matrix) else { return nil }
        let n = prior.count
        let width = warped.columnCount
        var whitened = warped.columns
        whitened.withUnsafeMutableBufferPointer { factor.forwardSolve(columns: width, $0) }
        let whitenedPrior = factor.forwardSolve(prior)
        // Squares of the columns, and their products with the prior.
        var squares = [Double](repeating: 0, count: width)
        var products = [Double](repeating: 0, count: width)
        var priorSquare = 0.0
        for i in 0..<n {
            let own = whitenedPrior[i]
            priorSquare += own * own
            for k in 0..<width {
                let value = whitened[i * width + k]
                squares[k] += value * value
                products[k] += value * own
            }
        }
        let base = log(hypothesis.weight) - 0.5 * factor.logDeterminant - 0.5 * priorSquare
        let logWeights = warped.places.map { place in
            base + place.logWeight
                - place.factor * (0.5 * place.factor * squares[place.column] - products[place.column])
        }
        guard logWeights.contains(where: \.isFinite) else { return nil }
        return Evidence(
            factor: factor, amplitudes: amplitudes, whitened: whitened, whitenedPrior: whitenedPrior,
            logWeights: logWeights.map { $0.isFinite ? $0 : -.infinity })
    }
}
