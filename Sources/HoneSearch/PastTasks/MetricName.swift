import HoneCore

/// What a metric's name says: which figure it is, and of what kind.
package struct MetricName: Sendable, Hashable {
    /// The name's words but those that only say where the figure was taken.
    let words: [String]

    /// What kind of thing is measured: programs' surfaces for one kind say nothing of another.
    package enum Kind: Sendable, Hashable { case quality, time, size }

    /// `cv_error`, `val_error` and `error` are one figure, taken in different places; `log10_loss` is another than `loss`.
    private static let places: Set<String> = [
        "cv", "val", "valid", "validation", "dev", "eval", "evaluation", "test", "holdout", "heldout", "mean", "avg",
        "average", "final", "best", "fold", "folds", "objective", "value",
    ]
    private static let times: Set<String> = [
        "time", "seconds", "second", "sec", "secs", "ms", "milliseconds", "latency", "runtime", "duration", "elapsed",
        "wall", "cpu",
    ]
    private static let sizes: Set<String> = ["size", "bytes", "byte", "memory", "ram", "kb", "mb", "gb", "params"]
    private static let sameWords = ["acc": "accuracy", "err": "error", "rocauc": "auc"]

    package init(_ name: String) {
        let all = Self.split(name).map { Self.sameWords[$0] ?? $0 }
        let rest = all.filter { !Self.places.contains($0) }
        words = rest.isEmpty ? all : rest
    }

    package var kind: Kind {
        if words.contains(where: Self.times.contains) { return .time }
        return words.contains(where: Self.sizes.contains) ? .size : .quality
    }

    /// Whether two objectives give the same figure in the same direction, so that one's units are the other's.
    package static func areSame(_ a: Objective, _ b: Objective) -> Bool {
        a.direction == b.direction && MetricName(a.metric) == MetricName(b.metric)
    }

    private static func split(_ name: String) -> [String] {
        NameWords.split(name)
    }
}
