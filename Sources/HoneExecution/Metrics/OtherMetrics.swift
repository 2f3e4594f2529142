/// Numbers beside the objectives that a program reported, a bounded number of them: the names that came first.
struct OtherMetrics {
    /// How many are kept of a trial.
    static let limit = 256
    /// Bytes of a name that is kept.
    static let longestName = 200

    private(set) var values: [String: Double] = [:]
    /// Names that were kept or would have been, as far as they were counted.
    private(set) var isFull = false

    /// Whether a number of that name would be kept.
    mutating func admits(_ name: String) -> Bool {
        if values[name] != nil { return true }
        guard values.count < Self.limit else {
            isFull = true
            return false
        }
        return name.utf8.count <= Self.longestName
    }

    /// The last mention decides: one that is no number takes an earlier one away.
    mutating func add(_ name: String, _ reading: MetricReading) {
        guard admits(name) else { return }
        values[name] = reading.value
    }
}
