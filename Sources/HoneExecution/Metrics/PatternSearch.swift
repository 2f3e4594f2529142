import HoneCore

/// Looks for a `--metric-regex` in the lines of one output, in bounded time.
///
/// Regular expressions with backtracking can take for ever on one line. A search that takes too long is given up; what that
/// line would have said is then unknown, which counts as a mention that cannot be read.
struct PatternSearch {
    /// Time for one line, and for all lines that take long.
    static let lineLimit = Duration.seconds(1)
    static let totalLimit = Duration.seconds(5)
    /// Lines that take less are no burden, however many there are.
    private static let quick = Duration.milliseconds(10)

    private let pattern: MetricPattern
    private var left = totalLimit
    private var shown: [UInt8] = []

    init(_ pattern: MetricPattern) { self.pattern = pattern }

    /// The last match's value in a line, as a terminal would show it; nil if there is none.
    mutating func reading(in piece: LineScanner.Piece) -> MetricReading? {
        guard piece.isWhole else { return .unreadable("the line is too long for --metric-regex") }
        guard left > .zero else { return .unreadable(Self.givenUp(Self.totalLimit, on: "this output")) }
        let limit = min(Self.lineLimit, left)
        let began = ContinuousClock.now
        let outcome = pattern.lastMatch(in: text(of: piece.bytes), until: began + limit)
        let taken = ContinuousClock.now - began
        if taken > Self.quick { left -= taken }
        switch outcome {
        case .none: return nil
        case .found(let reading): return reading
        case .givenUp: return .unreadable(Self.givenUp(limit, on: "this line"))
        }
    }

    private mutating func text(of line: UnsafeBufferPointer<UInt8>) -> String {
        guard TerminalBytes.changes(line) else { return String(decoding: line, as: UTF8.self) }
        TerminalBytes.show(line, in: &shown)
        return String(decoding: shown, as: UTF8.self)
    }

    private static func givenUp(_ limit: Duration, on what: String) -> String {
        let seconds = limit.inSeconds.formatted(significantDigits: 2)
        return "--metric-regex was given up on \(what) after \(seconds) s; write it without nested or repeated .*"
    }
}
