/// The step reports of a running attempt from all of its channels.
///
/// The results file comes before stdout, and stdout before stderr, as in the end: a program that writes to several is heard
/// once.
struct AttemptReports {
    private var results: ReportTail
    private var output: ReportTail
    private var errors: ReportTail
    private var hasResults = false
    private var hasOutput = false

    init(files: AttemptFiles) {
        results = ReportTail(path: files.results)
        output = ReportTail(path: files.standardOutput, prefix: "hone:")
        errors = ReportTail(path: files.standardError, prefix: "hone:")
    }

    /// What was reported since the last call.
    mutating func next() -> [TrialEvent] {
        var reports = results.next()
        hasResults = hasResults || !reports.isEmpty
        if !hasResults { reports = output.next() }
        hasOutput = hasOutput || !reports.isEmpty
        if !hasOutput { reports = errors.next() }
        return reports.map { .reported(metrics: $0.metrics, step: $0.step) }
    }
}
