/// A place where a program named a metric.
struct MetricMention: Sendable {
    var reading: MetricReading
    /// Counted from 1.
    var line: Int
    /// Counts mentions in the order in which they were read; several may stand in one line.
    var order: Int
    /// The line's beginning, as it is quoted. Bytes, because of a million mentions only the last is ever shown.
    private let beginning: [UInt8]

    init(_ reading: MetricReading, in bytes: UnsafeBufferPointer<UInt8>, line: Int, order: Int) {
        self.reading = reading
        self.line = line
        self.order = order
        beginning = Array(bytes.prefix(FileTail.longestQuote))
    }

    /// The line, shortened and printable.
    var text: String { FileTail.quote(beginning) }
}
