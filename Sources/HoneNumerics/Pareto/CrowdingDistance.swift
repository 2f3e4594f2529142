/// How lonely vectors stand in their front.
package enum CrowdingDistance {
    /// The crowding distance of each vector (Deb et al., "NSGA-II", 2002, section III-B): the sum over the objectives of the
    /// distance between its two neighbours, in parts of the objective's range in this front. The ends of every objective's
    /// range are infinitely lonely.
    ///
    ///     CrowdingDistance.distances(of: [[0, 4], [1, 1], [4, 0]])    // [inf, 2, inf]
    ///
    /// - Parameter vectors: minimised values of one front; infinite ones count as neighbours without a distance.
    package static func distances(of vectors: [[Double]]) -> [Double] {
        guard let dimension = vectors.first?.count else { return [] }
        var result = [Double](repeating: 0, count: vectors.count)
        for objective in 0..<dimension {
            let values = vectors.map { Dominance.comparable($0[objective]) }
            let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
            guard let first = order.first, let last = order.last else { continue }
            // An objective that is the same for all tells nobody apart.
            guard values[last] > values[first] else { continue }
            result[first] = .infinity
            result[last] = .infinity
            let width = values[last] - values[first]
            guard width.isFinite, order.count > 2 else { continue }
            for place in 1..<order.count - 1 {
                result[order[place]] += (values[order[place + 1]] - values[order[place - 1]]) / width
            }
        }
        return result
    }
}
