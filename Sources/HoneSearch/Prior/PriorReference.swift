/// Averages over the random part of a study's candidates: the yardstick of what is said of single points.
struct PriorReference: Sendable {
    private var variance = 1.0
    private var pastVariance = 1.0
    private(set) var tailMean = 0.0
    private var tailDeviation = 0.0

    private static let leastVariance = 1e-12

    init() {}

    init(scores: [PriorScore], variances: [Double]?) {
        if !scores.isEmpty {
            variance = max(
                scores.reduce(0) { $0 + $1.deviation * $1.deviation } / Double(scores.count), Self.leastVariance)
            let spread = FamilySummary.Spread(of: scores.map(\.tail))
            tailMean = spread.mean
            tailDeviation = spread.deviation
        }
        if let variances, !variances.isEmpty {
            pastVariance = max(variances.reduce(0, +) / Double(variances.count), Self.leastVariance)
        }
    }

    func relative(deviation: Double) -> Double { deviation * deviation / variance }

    func relative(pastVariance variance: Double) -> Double { variance / pastVariance }

    /// Negative where the good end is likelier than on average; 0 where it is alike everywhere.
    func standardised(tail: Double) -> Double {
        tailDeviation > 1e-9 ? max(-Self.mostTail, min(Self.mostTail, (tailMean - tail) / tailDeviation)) : 0
    }

    private static let mostTail = 3.0
}
