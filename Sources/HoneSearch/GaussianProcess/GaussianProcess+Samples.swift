import HoneNumerics

extension GaussianProcess {
    /// Indices of the points without those that repeat an earlier one.
    var distinctPoints: [Int] {
        var seen: Set<[Double]> = []
        let width = points.features.columns
        return (0..<points.count).filter { index in
            seen.insert(Array(points.features.storage[(index * width)..<((index + 1) * width)])).inserted
        }
    }

    /// Means of the function at some points and the factor of its covariance there.
    func jointPosterior(at chosen: Points) -> (means: [Double], factor: CholeskyFactor)? {
        let count = chosen.count
        let known = points.count
        let prior = Self.covariance(
            model, hyperparameters, kernel, Points(bent(chosen.features), terms: chosen.terms), noise: Self.nugget)
        var covariance = prior
        var means: [Double] = []
        var whitened: [[Double]] = []
        for index in 0..<count {
            let column = self.prior(between: points, and: chosen.selecting([index]))
            means.append((0..<known).reduce(0) { $0 + weights[$1] * column[$1] })
            let solved = factor.forwardSolve(column)
            for other in 0..<index {
                covariance[index, other] -= (0..<known).reduce(0) { $0 + solved[$1] * whitened[other][$1] }
            }
            covariance[index, index] -= solved.reduce(0) { $0 + $1 * $1 }
            whitened.append(solved)
        }
        return CholeskyFactor(covariance).map { (means, $0) }
    }

    /// The process that knows the function itself at some points.
    func withoutNoise(at points: Points, values: [Double]) -> GaussianProcess? {
        var theta = hyperparameters
        theta.logNoise = -.infinity
        return GaussianProcess(model, theta, points: points, targets: values)
    }

    /// Means by several sets of weights, and the variances, which all sets share.
    func predict(_ candidates: Points, weights sets: [[Double]]) -> (means: [[Double]], variances: [Double]) {
        let count = candidates.count
        var means = sets.map { _ in [Double](repeating: 0, count: count) }
        var variances = priorVariance(of: candidates)
        for index in 0..<count {
            let column = prior(between: points, and: candidates.selecting([index]))
            for (set, weights) in sets.enumerated() {
                var sum = 0.0
                for point in column.indices { sum += weights[point] * column[point] }
                means[set][index] = sum
            }
            variances[index] -= factor.forwardSolve(column).reduce(0) { $0 + $1 * $1 }
            variances[index] = max(variances[index], Self.leastVariance)
        }
        return (means, variances)
    }
}
