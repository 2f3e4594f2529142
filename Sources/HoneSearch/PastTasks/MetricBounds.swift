import HoneCore

/// What values a metric can have, where its name tells.
package struct MetricBounds: Sendable, Hashable {
    package let low: Double
    package let high: Double

    private static let shares: Set<String> = [
        "accuracy", "auc", "f1", "precision", "recall", "sensitivity", "specificity", "jaccard", "iou", "dice",
    ]
    /// Figures that are never negative.
    private static let positive: Set<String> = [
        "error", "errors", "mse", "rmse", "mae", "mape", "rmsle", "perplexity", "regret", "wer", "cer", "crossentropy",
        "logloss", "brier", "misclassification", "loss",
    ]
    private static let parts: Set<String> = ["rate", "share", "ratio", "fraction"]
    private static let perCent = 100.0

    /// - Parameter values: what the study has seen; a value that contradicts a bound takes it away, and shares above 1 are taken
    ///   for per cent.
    package init(_ objective: Objective, values: [Double]) {
        let name = MetricName(objective.metric)
        let words = Set(name.words)
        let isLogarithm = !words.isDisjoint(with: ["log", "log2", "log10", "ln", "neg", "negative", "log1p"])
        let top = values.max() ?? 0
        let bottom = values.min() ?? 0
        let isShare = !words.isDisjoint(with: Self.shares)
        let isPositive =
            isShare || name.kind != .quality || !words.isDisjoint(with: Self.positive)
        low = !isLogarithm && isPositive && bottom >= 0 ? 0 : -.infinity
        let isPart = isShare || (words.contains("error") && (words.count == 1 || !words.isDisjoint(with: Self.parts)))
        // An error may be one of a regression: only shares are known to end at 1.
        if isShare, !isLogarithm, bottom >= 0, top <= Self.perCent {
            high = top <= 1 ? 1 : Self.perCent
        } else if isPart, !isLogarithm, !words.isDisjoint(with: Self.parts), bottom >= 0, top <= 1 {
            high = 1
        } else {
            high = .infinity
        }
    }

    package func clamped(_ value: Double) -> Double { min(max(value, low), high) }

    /// A prediction with what is impossible moved to the bound.
    package func clamped(_ prediction: Prediction) -> Prediction {
        var prediction = prediction
        prediction.mean = clamped(prediction.mean)
        prediction.low = clamped(prediction.low)
        prediction.high = clamped(prediction.high)
        prediction.quantiles = prediction.quantiles.map { $0.map(clamped) }
        return prediction
    }
}
