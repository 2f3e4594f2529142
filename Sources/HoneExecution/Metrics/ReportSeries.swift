import HoneCore

/// The step reports of one objective, thinned out where a program reports without end.
struct ReportSeries {
    /// Reports that are kept; beyond this every second one is dropped, again and again.
    static let limit = 4096

    private(set) var reports: [StepReport] = []
    /// The last report, readable or not.
    private(set) var last: MetricMention?
    private var lastReport: StepReport?
    private var lowest: MetricMention?
    private var highest: MetricMention?
    private var count = 0
    private var stride = 1

    /// Reports in order, the last one always among them.
    var kept: [StepReport] {
        guard let lastReport, reports.last != lastReport else { return reports }
        return reports + [lastReport]
    }

    /// - Parameter step: nil where the step itself cannot be read.
    mutating func add(step: Int?, _ mention: MetricMention) {
        last = mention
        guard let step, let value = mention.reading.value else { return }
        let report = StepReport(step: step, value: value)
        lastReport = report
        if value.isFinite {
            if value < lowest?.reading.value ?? .infinity { lowest = mention }
            if value > highest?.reading.value ?? -.infinity { highest = mention }
        }
        if count % stride == 0 { reports.append(report) }
        count += 1
        guard reports.count >= Self.limit else { return }
        reports = reports.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        stride *= 2
    }

    /// The report that counts when the program gave no final value. One that cannot be read counts if it is the last.
    func deciding(for objective: Objective) -> MetricMention? {
        guard let last, last.reading.value != nil else { return last }
        switch objective.stepValue {
        case .last: return last
        case .best:
            // With nothing finite at all the last one shows what went wrong.
            return (objective.direction == .minimize ? lowest : highest) ?? last
        }
    }
}
