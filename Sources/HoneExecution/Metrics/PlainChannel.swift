import HoneCore

/// Values that stand in plain text on stdout or stderr; of a name the last mention counts, whether it can be read or not.
struct PlainChannel {
    private let objectives: [String]
    private let scanner: PlainMetricScanner
    private var mentions: [String: MetricMention] = [:]
    private(set) var others = OtherMetrics()
    private var pattern: PatternSearch?
    private var order = 0

    /// - Parameter pattern: finds the first objective instead of its name.
    init(objectives: [Objective], pattern: MetricPattern?) {
        self.objectives = objectives.map(\.metric)
        scanner = PlainMetricScanner(names: self.objectives)
        self.pattern = pattern.map(PatternSearch.init)
    }

    /// Takes a line: cleaned for the names, as it is for the pattern.
    mutating func add(_ piece: LineScanner.Piece, cleaned: UnsafeBufferPointer<UInt8>) {
        if let reading = pattern?.reading(in: piece), let objective = objectives.first {
            add(reading, for: objective, of: piece)
        }
        scanner.scan(cleaned, isBeginning: piece.isFirst) { found in
            if let index = found.wanted {
                guard pattern == nil || index > 0 else { return }
                add(MetricValue.read(cleaned, at: found.value), for: objectives[index], of: piece)
            } else if Self.isName(found.name) {
                let name = String(decoding: found.name, as: UTF8.self)
                guard others.admits(name) else { return }
                others.add(name, MetricValue.read(cleaned, at: found.value))
            }
        }
    }

    /// The last mention of an objective.
    func deciding(for objective: Objective) -> MetricMention? { mentions[objective.metric] }

    private mutating func add(_ reading: MetricReading, for objective: String, of piece: LineScanner.Piece) {
        order += 1
        mentions[objective] = MetricMention(reading, in: piece.bytes, line: piece.line, order: order)
    }

    /// A name has a letter in it, and an end: a line of base64 is none.
    private static func isName(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        name.count <= 64 && name.contains { ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 }
    }
}
