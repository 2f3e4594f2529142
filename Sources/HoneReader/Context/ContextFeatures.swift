/// A study's results as the network is given them, from the results alone.
package enum ContextFeatures {
    /// Half its score, its rank, whether it is the best, how many there are.
    package static let count = 4
    /// More results than this look like this many.
    private static let many = 40

    /// `[values.count * count]`, row major.
    package static func of(_ values: [Double]) -> [Float] {
        guard let scale = ContextScale(values) else { return [] }
        let ranks = Ranks.shares(values)
        let amount = Float(min(values.count, many)) / Float(many)
        var features: [Float] = []
        features.reserveCapacity(values.count * count)
        let hasOrder = values.count > 1
        for (value, rank) in zip(values, ranks) {
            let isBest = hasOrder && rank <= 0.5 / Double(values.count)
            features += [hasOrder ? Float(scale.score(value) / 2) : 0, Float(rank - 0.5), isBest ? 1 : 0, amount]
        }
        return features
    }

    /// Whether there are results, and how many: what a candidate is told of the context.
    package static func ofCandidate(context: Int) -> [Float] { [context > 0 ? 1 : 0, Float(context) / 20] }
}

/// Where numbers stand among themselves.
package enum Ranks {
    /// The share of the numbers that are smaller, ties counted half: `[values.count]`.
    package static func shares(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var shares = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { shares[order[place]] = Double(start + end) / 2 / Double(values.count) }
            start = end
        }
        return shares
    }
}
