import HoneCore

/// What one output of a program, stdout or stderr, says about the metrics.
struct OutputScan {
    private(set) var tagged: ReportChannel
    private(set) var plain: PlainChannel
    private(set) var extent = LineScanner.Extent()
    private var lastLineBytes: [UInt8] = []
    private let objectives: [Objective]

    private static let prefix = Array("hone:".utf8)

    init(objectives: [Objective], pattern: MetricPattern?) {
        self.objectives = objectives
        tagged = ReportChannel(objectives: objectives)
        plain = PlainChannel(objectives: objectives, pattern: pattern)
    }

    /// The last line that is not blank, for people.
    var lastLine: String? { lastLineBytes.isEmpty ? nil : FileTail.quote(lastLineBytes) }

    /// Reads a file.
    ///
    /// - Throws: `RegularFile.Refusal`.
    mutating func read(_ path: String, by scanner: LineScanner) throws(RegularFile.Refusal) {
        var text = MetricText()
        extent = try scanner.scan(path) { piece in
            keep(piece)
            text.withCleaned(piece.bytes) { line in take(piece, cleaned: line) }
        }
    }

    private mutating func keep(_ piece: LineScanner.Piece) {
        guard piece.bytes.contains(where: { $0 > 32 }) else { return }
        // Overwritten in place: a billion lines allocate once.
        lastLineBytes.removeAll(keepingCapacity: true)
        lastLineBytes.append(contentsOf: piece.bytes.prefix(FileTail.longestQuote))
    }

    private mutating func take(_ piece: LineScanner.Piece, cleaned line: UnsafeBufferPointer<UInt8>) {
        let start = line.firstIndex { $0 != 32 && $0 != 9 } ?? line.endIndex
        guard piece.isFirst, line[start...].starts(with: Self.prefix) else {
            return plain.add(piece, cleaned: line)
        }
        let json = UnsafeBufferPointer(rebasing: line[(start + Self.prefix.count)...])
        guard json.first(where: { $0 != 32 && $0 != 9 }) == UInt8(ascii: "{") else {
            return plain.add(piece, cleaned: line)
        }
        guard piece.isLast else {
            return tagged.addBroken(piece, "the line is too long")
        }
        guard !tagged.add(json, of: piece) else { return }
        addBroken(piece, json)
    }

    /// A line of another language's making, `hone: {'loss': 0.3}`, is read like plain text, if it is all there.
    private mutating func addBroken(_ piece: LineScanner.Piece, _ json: UnsafeBufferPointer<UInt8>) {
        var single = PlainChannel(objectives: objectives, pattern: nil)
        single.add(piece, cleaned: json)
        let found = objectives.compactMap { objective in
            single.deciding(for: objective).map { (objective.metric, $0.reading) }
        }
        guard json.last(where: { $0 != 32 && $0 != 9 }) == UInt8(ascii: "}"), !found.isEmpty else {
            return tagged.addBroken(piece, "what follows hone: is no JSON object")
        }
        for (name, reading) in found { tagged.add(reading, for: name, of: piece) }
    }
}
