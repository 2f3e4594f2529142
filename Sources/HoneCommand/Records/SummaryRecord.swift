import Hone
import HoneCore

/// The end of a run as `--json` prints it.
struct SummaryRecord: Encodable {
    var study: String
    var trials: [String: Int]
    var finishedNow: Int
    var seconds: Double
    /// Why it ended before the asked number of trials.
    var stopped: String?
    var best: TrialRecord?
    /// With several objectives: the trials that none is better than.
    var front: [TrialRecord]?
    /// Of the front, in parts of the box between the best and the worst values.
    var hypervolume: Double?

    init(_ summary: StudySummary) {
        study = summary.study.name
        trials = Dictionary(
            summary.counts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first })
        finishedNow = summary.finishedNow
        seconds = summary.seconds
        stopped = summary.stopped?.summary
        best = summary.best.map { TrialRecord($0, study: summary.study.description) }
        add(summary.history, of: summary.study.description)
    }

    /// A run that found all its trials there.
    init(nothingToDo study: StoredStudy, _ history: TrialHistory) {
        self.study = study.name
        trials = Dictionary(history.trials.map { ($0.state.rawValue, 1) }, uniquingKeysWith: +)
        finishedNow = 0
        seconds = 0
        best = history.best(in: study.description).map { TrialRecord($0, study: study.description) }
        add(history, of: study.description)
    }

    private mutating func add(_ history: TrialHistory, of study: StudyDescription) {
        guard let summary = FrontSummary(history, in: study) else { return }
        front = summary.trials.map { TrialRecord($0, study: study) }
        hypervolume = summary.hypervolume
    }
}
