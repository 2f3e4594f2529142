import HoneNumerics
import HoneSearch

/// `copula`: results as normal scores, a prior over these from the past, and a process of what is left (Salinas, Shen and Perrone,
/// "A quantile-based approach for hyperparameter transfer learning", 2020: the Gaussian copula process, section 4.3, equation 5;
/// expected improvement in the scores).
///
/// The prior's mean and deviation at a candidate are those of the past tasks' surfaces there, where the paper trains a network
/// on all past trials: both are one function of the configuration for all tasks.
struct CopulaRule: OpponentRule {
    private let past: OpponentPast
    /// At each candidate.
    private let means: [Double]
    private let deviations: [Double]

    init(_ past: OpponentPast) {
        self.past = past
        let surfaces = past.surfaces
        let count = Double(max(1, surfaces.count))
        let rows = past.candidates.features.count
        var means = [Double](repeating: 0, count: rows)
        var variances = [Double](repeating: 0, count: rows)
        for surface in surfaces {
            for row in 0..<rows { means[row] += surface.means[row] / count }
        }
        for surface in surfaces {
            for row in 0..<rows {
                let difference = surface.means[row] - means[row]
                variances[row] += (difference * difference + surface.variances[row] + surface.noise) / count
            }
        }
        self.means = means
        deviations = variances.map { $0.squareRoot() }
    }

    func choose(_ view: OpponentView, using generator: inout SeededGenerator) -> OpponentChoice? {
        guard !past.surfaces.isEmpty else { return nil }
        let rationale = "a prior over ranks from \(past.surfaces.count) past tasks"
        guard view.tried.count > 1 else {
            return view.best { -means[$0] }.map { OpponentChoice(row: $0, rationale: rationale) }
        }
        let scores = NormalScores.of(view.costs)
        let residuals = zip(scores, view.tried).map { ($0 - means[$1]) / deviations[$1] }
        guard
            let process = GaussianProcess.fit(
                GaussianProcess.Model(past.encoder), points: Points(past.candidates.features.selecting(view.tried)),
                targets: residuals),
            let best = scores.min()
        else { return nil }
        let posterior = process.predict(Points(past.candidates.features.selecting(view.open)))
        var places: [Int: Int] = [:]
        for (place, row) in view.open.enumerated() { places[row] = place }
        let row = view.best { row in
            guard let place = places[row] else { return -.infinity }
            return ExpectedImprovement.logarithm(
                mean: means[row] + deviations[row] * posterior.means[place],
                deviation: deviations[row] * posterior.variances[place].squareRoot(), best: best)
        }
        return row.map { OpponentChoice(row: $0, rationale: rationale) }
    }
}
