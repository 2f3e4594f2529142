import HoneCore

/// Ranges of parameters that many programs have, for help texts that name them and say nothing more.
enum UsualRange {
    private struct Entry {
        /// Words of the name that must all be there.
        var words: Set<String>
        var domain: Domain

        init(_ words: String, _ domain: Domain) {
            self.words = Set(words.split(separator: " ").map(String.init))
            self.domain = domain
        }
    }

    /// The first whose words are all in the name counts.
    private static let entries: [Entry] = [
        Entry("learning rate", logarithmic(1e-5, 0.1)), Entry("lr", logarithmic(1e-5, 0.1)),
        Entry("eta", logarithmic(1e-3, 1)), Entry("eta0", logarithmic(1e-5, 1)),
        Entry("batch size", whole(8, 512, .log)), Entry("batch", whole(8, 512, .log)),
        Entry("weight decay", logarithmic(1e-6, 0.1)),
        Entry("dropout", linear(0, 0.9)), Entry("momentum", linear(0, 0.99)), Entry("label smoothing", linear(0, 0.3)),
        Entry("beta1", linear(0.5, 0.99)), Entry("beta2", linear(0.9, 0.9999)), Entry("max depth", whole(1, 20)),
        Entry("depth", whole(1, 8)), Entry("layers", whole(1, 8)), Entry("width", whole(16, 512, .log)),
        Entry("hidden", whole(16, 512, .log)), Entry("units", whole(16, 512, .log)),
        Entry("channels", whole(8, 256, .log)),
        Entry("estimators", whole(10, 1000, .log)), Entry("trees", whole(10, 1000, .log)),
        Entry("leaves", whole(4, 256, .log)),
        Entry("neighbors", whole(1, 50, .log)), Entry("neighbours", whole(1, 50, .log)),
        Entry("subsample", linear(0.3, 1)),
        Entry("colsample", linear(0.3, 1)), Entry("min child", whole(1, 20)), Entry("min leaf", whole(1, 50, .log)),
        Entry("c", logarithmic(1e-3, 1e3)), Entry("gamma", logarithmic(1e-4, 1)), Entry("alpha", logarithmic(1e-8, 1)),
        Entry("lambda", logarithmic(1e-6, 10)), Entry("l1", logarithmic(1e-6, 1)), Entry("l2", logarithmic(1e-6, 1)),
        Entry("temperature", logarithmic(0.1, 10)), Entry("clip", logarithmic(0.1, 10)),
        Entry("tol", logarithmic(1e-6, 0.1)),
    ]

    /// - Returns: nil for a name that says too little.
    static func domain(for name: OptionWords) -> Domain? {
        let words = Set(name.words)
        return entries.first { $0.words.isSubset(of: words) }?.domain
    }

    private static func linear(_ low: Double, _ high: Double) -> Domain {
        .float(low: low, high: high, scale: .linear, step: nil)
    }

    private static func logarithmic(_ low: Double, _ high: Double) -> Domain {
        .float(low: low, high: high, scale: .log, step: nil)
    }

    private static func whole(_ low: Int, _ high: Int, _ scale: Scale = .linear) -> Domain {
        .int(low: low, high: high, scale: scale, step: nil)
    }
}
