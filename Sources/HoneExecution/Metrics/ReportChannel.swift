import HoneCore

/// What was reported as JSON, from one of the channels that carry it: the results file, or lines that begin `hone:`.
struct ReportChannel {
    private let objectives: [Objective]
    private var finals: [String: MetricMention] = [:]
    private var series: [String: ReportSeries] = [:]
    private(set) var others = OtherMetrics()
    /// The last line that is no report though it looks like one, and the last such line that names an objective.
    private var broken: MetricMention?
    private var brokenNaming: [String: MetricMention] = [:]
    private var order = 0

    init(objectives: [Objective]) { self.objectives = objectives }

    /// Takes a line with this JSON in it.
    ///
    /// - Returns: false if it is no JSON object.
    mutating func add(_ json: UnsafeBufferPointer<UInt8>, of piece: LineScanner.Piece) -> Bool {
        var room = OtherMetrics.limit
        let members = NumberObject.parse(json) { name in
            if isObjective(name) || name == "step" { return true }
            guard others.admits(name), room > 0 else { return false }
            room -= 1
            return true
        }
        guard let members else { return false }
        add(members, bytes: piece.bytes, line: piece.line)
        return true
    }

    /// Takes numbers that a function reported.
    mutating func add(_ numbers: [String: Double], line: Int) {
        let members = numbers.sorted { $0.key < $1.key }.map { ($0.key, MetricReading.number($0.value)) }
        add(members, bytes: UnsafeBufferPointer(start: nil, count: 0), line: line)
    }

    private mutating func add(_ members: [NumberObject.Member], bytes: UnsafeBufferPointer<UInt8>, line: Int) {
        order += 1
        let step = members.last { $0.name == "step" }?.reading
        for (name, reading) in members where name != "step" {
            guard isObjective(name) else {
                others.add(name, reading)
                continue
            }
            var mention = MetricMention(reading, in: bytes, line: line, order: order)
            guard let step else {
                finals[name] = mention
                continue
            }
            let number = step.value.flatMap(Int.init(exactly:))
            if number == nil { mention.reading = .unreadable("its step is no whole number") }
            series[name, default: ReportSeries()].add(step: number, mention)
        }
    }

    /// Takes a line that is no report, or only half of one: what it was to say is unknown.
    mutating func addBroken(_ piece: LineScanner.Piece, _ problem: String) {
        order += 1
        let mention = MetricMention(.unreadable(problem), in: piece.bytes, line: piece.line, order: order)
        for objective in objectives where piece.bytes.contains(sequence: Array(objective.metric.utf8)) {
            brokenNaming[objective.metric] = mention
            broken = mention
        }
        if piece.bytes.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "\"") }) { broken = mention }
    }

    /// Takes a value that was read from a line in another way.
    mutating func add(_ reading: MetricReading, for objective: String, of piece: LineScanner.Piece) {
        order += 1
        finals[objective] = MetricMention(reading, in: piece.bytes, line: piece.line, order: order)
    }

    /// The mention that counts; nil if the channel names the objective nowhere.
    ///
    /// A final value counts before reports of steps, and of each kind the last. A broken line behind it might have told
    /// another value, so it counts instead, and there is none.
    func deciding(for objective: Objective) -> MetricMention? {
        let name = objective.metric
        let whole = finals[name] ?? series[name]?.deciding(for: objective)
        guard let whole else { return brokenNaming[name] }
        let last = finals[name] ?? series[name]?.last ?? whole
        if let broken, broken.order > last.order { return broken }
        return whole
    }

    func steps(of objective: Objective) -> [StepReport] { series[objective.metric]?.kept ?? [] }

    private func isObjective(_ name: String) -> Bool { objectives.contains { $0.metric == name } }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes stand somewhere in here, one behind the other.
    func contains(sequence: [UInt8]) -> Bool {
        guard let first = sequence.first, count >= sequence.count else { return false }
        return indices.dropLast(sequence.count - 1).contains { index in
            self[index] == first && self[index..<index + sequence.count].elementsEqual(sequence)
        }
    }
}
