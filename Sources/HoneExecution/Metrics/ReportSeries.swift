import HoneCore

/// The step reports of one objective, thinned out where a program reports without end.
struct ReportSeries {
    /// Reports that are kept; beyond this every second one is dropped, again and again.
    static let limit = 4096

    private(set) var reports: [StepReport] = []
    private(set) var last: (report: StepReport, line: Int)?
    private var lowest: (value: Double, line: Int)?
    private var highest: (value: Double, line: Int)?
    private var count = 0
    private var stride = 1

    /// Reports in order, the last one always among them.
    var kept: [StepReport] {
        guard let last = last?.report, reports.last != last else { return reports }
        return reports + [last]
    }

    mutating func add(step: Int, value: Double, line: Int) {
        let report = StepReport(step: step, value: value)
        last = (report, line)
        if value.isFinite {
            if value < lowest?.value ?? .infinity { lowest = (value, line) }
            if value > highest?.value ?? -.infinity { highest = (value, line) }
        }
        if count % stride == 0 { reports.append(report) }
        count += 1
        guard reports.count >= Self.limit else { return }
        reports = reports.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        stride *= 2
    }

    /// The value that counts when the program gave no final one, and the line it stands in.
    func value(for objective: Objective) -> (value: Double, line: Int)? {
        switch objective.stepValue {
        case .last: return last.map { ($0.report.value, $0.line) }
        case .best:
            // With nothing finite at all the last one shows what went wrong.
            return (objective.direction == .minimize ? lowest : highest) ?? last.map { ($0.report.value, $0.line) }
        }
    }
}
