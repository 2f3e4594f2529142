/// Spearman's rank correlation: how far one list orders things as another does.
package enum RankCorrelation {
    /// Between -1 and 1, equal values sharing their mean rank; 0 where either list is constant or shorter than two.
    package static func spearman(_ a: [Double], _ b: [Double]) -> Double {
        precondition(a.count == b.count, "two lists of one length")
        return pearson(TargetQuantiles.quantiles(a), TargetQuantiles.quantiles(b))
    }

    private static func pearson(_ a: [Double], _ b: [Double]) -> Double {
        guard a.count > 1 else { return 0 }
        let meanA = a.reduce(0, +) / Double(a.count)
        let meanB = b.reduce(0, +) / Double(b.count)
        var product = 0.0
        var squareA = 0.0
        var squareB = 0.0
        for (x, y) in zip(a, b) {
            product += (x - meanA) * (y - meanB)
            squareA += (x - meanA) * (x - meanA)
            squareB += (y - meanB) * (y - meanB)
        }
        guard squareA > 0, squareB > 0 else { return 0 }
        return product / (squareA * squareB).squareRoot()
    }
}
