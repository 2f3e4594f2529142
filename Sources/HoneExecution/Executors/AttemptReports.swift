/// The step reports of a running attempt from both of its channels.
///
/// The results file comes before stdout, as in the end: a program that writes to both is heard once.
struct AttemptReports {
    private var results: ReportTail
    private var output: ReportTail
    private var hasResults = false

    init(files: AttemptFiles) {
        results = ReportTail(path: files.results)
        output = ReportTail(path: files.standardOutput, prefix: "hone:")
    }

    /// What was reported since the last call.
    mutating func next() -> [TrialEvent] {
        var reports = results.next()
        hasResults = hasResults || !reports.isEmpty
        if !hasResults { reports = output.next() }
        return reports.map { .reported(metrics: $0.metrics, step: $0.step) }
    }
}
