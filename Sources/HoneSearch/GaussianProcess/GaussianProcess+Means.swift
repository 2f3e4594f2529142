extension GaussianProcess {
    /// Means of the function at some points, for processes without linear terms: O(points * n), a fraction of what `predict`
    /// takes.
    package func means(_ candidates: Points) -> [Double] {
        let count = candidates.count
        var result = [Double](repeating: 0, count: count)
        guard count > 0, points.count > 0 else { return result }
        let width = points.features.columns
        var row = [Double](repeating: 0, count: count)
        bent(candidates.features).byColumn(0..<count).withUnsafeBufferPointer { others in
            coordinates.storage.withUnsafeBufferPointer { coordinates in
                row.withUnsafeMutableBufferPointer { row in
                    guard let others = others.baseAddress, let here = coordinates.baseAddress,
                        let row = row.baseAddress
                    else { return }
                    for index in 0..<points.count {
                        kernel.values(
                            point: here + index * width, others: others, stride: count, count: count, output: row)
                        let weight = hyperparameters.signal * weights[index]
                        for k in 0..<count { result[k] += weight * row[k] }
                    }
                }
            }
        }
        return result
    }
}
