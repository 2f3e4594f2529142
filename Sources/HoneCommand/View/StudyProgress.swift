import Foundation
import Hone
import HoneCore

/// Where a run stands, gathered from its events: what every view of it is drawn from.
struct StudyProgress: Sendable {
    let study: StudyDescription
    /// The total of finished trials at which the run ends.
    let target: Int?
    /// Seconds since 1970.
    let startedAt: Double
    private(set) var trials = TrialList()
    /// When each running trial began to run, as far as this run saw it.
    private(set) var runningSince: [Int: Double] = [:]
    /// Last reported step of running trials.
    private(set) var lastReport: [Int: StepReport] = [:]
    /// Trials that this run finished.
    private(set) var finishedNow = 0
    /// Trials that none is better than.
    private(set) var front = ParetoFront()
    /// What is being computed now, and since when.
    private(set) var activity: (text: String, since: Double)?
    /// What a person should read, and until when (seconds since 1970).
    private(set) var notice: (text: String, until: Double)?

    /// Seconds for which a passing remark stays.
    private static let remarkTime = 10.0

    init(study: StudyDescription, target: Int?, history: TrialHistory, startedAt: Double) {
        self.study = study
        self.target = target
        self.startedAt = startedAt
        trials = history.trials
        front = ParetoFront(history, in: study)
    }

    /// The best trial; with several objectives the best in the first.
    var best: Trial? { front.best(in: study) }

    /// Trials that count towards the target, of earlier runs and of this one.
    var finished: Int { trials.counts.reduce(0) { $0 + ($1.key.countsTowardsTotal ? $1.value : 0) } }
    var failed: Int { trials.counts[.failed] ?? 0 }
    var runningCount: Int { trials.counts[.running] ?? 0 }

    /// Up to so many running trials, the last number first.
    func running(_ limit: Int) -> [Trial] { newest(min(limit, runningCount)) { $0 == .running } }

    /// Up to so many finished trials, the last number first.
    func newestFinished(_ limit: Int) -> [Trial] {
        newest(min(limit, trials.counts.reduce(0) { $0 + ($1.key.isFinished ? $1.value : 0) }), where: \.isFinished)
    }

    /// So many trials from the end on; there are as many.
    private func newest(_ count: Int, where fits: (TrialState) -> Bool) -> [Trial] {
        var found: [Trial] = []
        for trial in trials.reversed() where fits(trial.state) {
            if found.count == count { break }
            found.append(trial)
        }
        return found
    }

    /// Whether no trial is better.
    func isBest(_ trial: Trial) -> Bool { front.contains(trial.number) }

    /// Whether no trial that is known so far is better than one that has just finished.
    func wouldBeBest(_ trial: Trial) -> Bool {
        var front = front
        return front.insert(trial, in: study)
    }

    /// Takes a finished trial into what is known of the best.
    mutating func note(_ trial: Trial) { front.insert(trial, in: study) }

    mutating func apply(_ event: StudyEvent, at now: Double) {
        switch event {
        case .opened(let opening):
            if let text = opening.resumption { notice = (text, now + Self.remarkTime) }
        case .suggesting(let trial): activity = ("choosing trial \(trial)", now)
        case .suggested(let trial, _):
            activity = nil
            trials.put(trial)
        case .started(let trial):
            trials.put(trial)
            runningSince[trial.number] = trial.attempts.last?.startedAt ?? now
        case .reported(let number, let report): lastReport[number] = report
        case .finished(let trial):
            trials.put(trial)
            if study.repeats != nil { note(trial) }
            finishedNow += 1
            runningSince[trial.number] = nil
            lastReport[trial.number] = nil
        case .improved(let trial, _):
            // In a race it is the mean of several runs, each of which was told.
            if study.repeats == nil { note(trial) }
        case .paused(let trial):
            trials.put(trial)
            runningSince[trial.number] = nil
            lastReport[trial.number] = nil
        case .requeued(let trial, let reason):
            trials.put(trial)
            runningSince[trial.number] = nil
            notice = ("trial \(trial.number) runs again: \(reason)", now + Self.remarkTime)
        case .waitingForStore(let error): notice = ("waiting: \(error)", now + Self.remarkTime)
        case .stopping(let reason, let running): notice = (reason.notice(running: running), .infinity)
        case .ended: activity = nil
        }
    }

    func trial(_ number: Int) -> Trial? { trials.trial(number) }

    /// Takes over a state read from the store.
    ///
    /// - Returns: trials that finished since the last one, in the order of their numbers.
    mutating func update(_ history: TrialHistory, at now: Double) -> [Trial] {
        let news = history.trials.filter { trial in
            trial.state.isFinished && trials.trial(trial.number)?.state.isFinished != true
        }
        trials = history.trials
        finishedNow += news.count
        runningSince = [:]
        for trial in history.trials where trial.state == .running {
            runningSince[trial.number] = trial.attempts.last?.startedAt ?? now
            lastReport[trial.number] = trial.reports.last
        }
        front = ParetoFront(history, in: study)
        return news
    }

    /// Something to tell that is no event of the study, such as weights being loaded.
    mutating func begin(_ text: String, at now: Double) {
        activity = (text, activity?.since ?? now)
    }

    mutating func say(_ text: String) { notice = (text, .infinity) }

    /// Seconds that are left, from the pace of this run.
    func secondsLeft(at now: Double) -> Double? {
        guard let target, finishedNow > 0, finished < target else { return nil }
        return (now - startedAt) / Double(finishedNow) * Double(target - finished)
    }
}

extension StudyOpening {
    /// What a resumed study found, or nil for a new one: `going on: 12 finished, 2 still running`.
    var resumption: String? {
        guard isResumed else { return nil }
        var parts = ["\(finished) finished"]
        if !attached.isEmpty { parts.append("\(attached.count) still running") }
        if !collected.isEmpty { parts.append("\(collected.count) ended meanwhile") }
        if !requeued.isEmpty { parts.append("\(requeued.count) to run again") }
        if !unusable.isEmpty { parts.append("\(unusable.count) of an earlier description that no longer fit") }
        return "going on: " + parts.joined(separator: ", ")
    }
}

extension StopReason {
    /// For people, with what can be done about it.
    func notice(running: Int) -> String {
        let trials = running == 1 ? "1 running trial" : "\(running) running trials"
        return switch self {
        case .requested:
            running == 0 ? "stopping" : "stopping after \(trials); again to stop \(running == 1 ? "it" : "them") now"
        case .requestedNow: running == 0 ? "stopping now" : "stopping \(trials) now"
        case .timeout(let seconds): "the study's time of \(seconds.clockText) is up"
        case .failures(let count): "\(count) trials failed, which is the limit (--max-failures)"
        case .nothingButFailures(let count):
            "the first \(count) trials failed, all of them: the program seems to be broken (--max-failures lets it try longer)"
        case .exhausted: "every configuration of the space has been tried"
        case .rule(let rule, let detail): "stopping, as it was to go on until \(rule): \(detail) (--until none goes on)"
        }
    }
}
