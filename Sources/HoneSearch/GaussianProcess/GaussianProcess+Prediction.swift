import HoneNumerics

extension GaussianProcess {
    /// Means and variances of the function itself (without observation noise) at some points.
    package struct Posterior: Sendable {
        package var means: [Double]
        /// At least `GaussianProcess.leastVariance`.
        package var variances: [Double]
    }

    /// Never 0, so that a point observed without noise divides nothing by zero.
    static let leastVariance = 1e-12

    /// Predicts the function at some points (Rasmussen and Williams, 2006, equations 2.25 and 2.26).
    ///
    /// - Complexity: O(points * n²), in blocks that stay in the cache.
    package func predict(_ candidates: Points) -> Posterior { predict(candidates, variancesBy: points.count) }

    /// The same means, and the variances that the first `known` observations leave.
    ///
    /// - Complexity: O(points * (n + known²)).
    func predict(_ candidates: Points, variancesBy known: Int) -> Posterior {
        precondition(candidates.terms.count == model.linearVariances.count, "one value for each linear term")
        var posterior = Posterior(
            means: Array(repeating: 0, count: candidates.count), variances: priorVariance(of: candidates))
        let n = points.count
        guard n > 0 else { return posterior }
        let features = bent(candidates.features)
        var block = [Double](repeating: 0, count: n * Self.blockSize)
        var start = 0
        while start < candidates.count {
            let range = start..<min(start + Self.blockSize, candidates.count)
            block.withUnsafeMutableBufferPointer { block in
                fillCovariance(features, candidates.terms, range, into: block)
                posterior.means.withUnsafeMutableBufferPointer { means in
                    Self.addWeightedRows(block, weights, range, to: means)
                }
                factor.forwardSolve(columns: range.count, rows: known, block)
                posterior.variances.withUnsafeMutableBufferPointer { variances in
                    Self.subtractSquares(block, rows: known, range, from: variances)
                }
            }
            start = range.upperBound
        }
        for i in posterior.variances.indices {
            posterior.variances[i] = max(posterior.variances[i], Self.leastVariance)
        }
        return posterior
    }

    /// Columns at a time: 50 rows of 128 doubles are 50 kB.
    private static let blockSize = 128

    /// Writes the prior covariance between the observations and a range of candidates, `[n, range.count]`.
    private func fillCovariance(
        _ features: FeatureMatrix, _ terms: [[Double]], _ range: Range<Int>,
        into block: UnsafeMutableBufferPointer<Double>
    ) {
        let count = range.count
        let columns = features.columns
        let signal = hyperparameters.signal
        features.byColumn(range).withUnsafeBufferPointer { others in
            coordinates.storage.withUnsafeBufferPointer { known in
                guard let others = others.baseAddress, let here = known.baseAddress, let out = block.baseAddress
                else { return }
                for i in 0..<points.count {
                    let row = out + i * count
                    kernel.values(
                        point: here + i * columns, others: others, stride: count, count: count, output: row)
                    for k in 0..<count { row[k] *= signal }
                }
            }
        }
        for (term, variance) in model.linearVariances.enumerated() {
            terms[term].withUnsafeBufferPointer { there in
                for i in 0..<points.count {
                    let weight = variance * points.terms[term][i]
                    for k in 0..<count { block[i * count + k] += weight * there[range.lowerBound + k] }
                }
            }
        }
    }

    private static func addWeightedRows(
        _ block: UnsafeMutableBufferPointer<Double>, _ weights: [Double], _ range: Range<Int>,
        to means: UnsafeMutableBufferPointer<Double>
    ) {
        let count = range.count
        for i in weights.indices {
            let weight = weights[i]
            for k in 0..<count { means[range.lowerBound + k] += weight * block[i * count + k] }
        }
    }

    private static func subtractSquares(
        _ block: UnsafeMutableBufferPointer<Double>, rows: Int, _ range: Range<Int>,
        from variances: UnsafeMutableBufferPointer<Double>
    ) {
        let count = range.count
        for i in 0..<rows {
            for k in 0..<count {
                let v = block[i * count + k]
                variances[range.lowerBound + k] -= v * v
            }
        }
    }
}
