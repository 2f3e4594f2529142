import HoneCore
import HoneStore

/// What happens while a study runs, in order, for whoever shows it.
public enum StudyEvent: Sendable {
    /// The first event: what was found, before anything is started.
    case opened(StudyOpening)
    /// A suggestion is being computed for the trial of this number.
    case suggesting(trial: Int)
    /// The suggestion is stored; the trial waits to be started.
    case suggested(Trial, seconds: Double)
    /// An attempt of the trial runs; at a resume also one that outlived the earlier process.
    case started(Trial)
    /// The program reported a step of the first objective.
    case reported(trial: Int, StepReport)
    /// The trial is complete, failed, pruned or cancelled.
    case finished(Trial)
    /// The trial was stopped to go on later, if its pruner lets it.
    case paused(Trial)
    /// The trial is the best so far.
    case improved(Trial, previous: Trial?)
    /// The attempt is gone without a result; the trial runs again.
    case requeued(Trial, reason: String)
    /// Another process keeps the store locked; the run waits. It comes again every few seconds.
    case waitingForStore(StoreError)
    /// No further trial is started.
    case stopping(StopReason, running: Int)
    /// The last event.
    case ended(StudySummary)
}

/// What a run of a study starts from.
public struct StudyOpening: Sendable, Hashable {
    /// The study as the store has it.
    public var study: StoredStudy
    /// Finished trials from earlier runs.
    public var finished = 0
    /// Numbers of the trials that outlived an earlier process; they are followed to their end.
    public var attached: [Int] = []
    /// Numbers of the trials that ended while no Hone was running, with a result that is read now.
    public var collected: [Int] = []
    /// Numbers of the trials whose attempt is lost or was never started; they run again.
    public var requeued: [Int] = []
    /// Trials of earlier versions of the description that the optimiser cannot use.
    public var unusable: [Int] = []

    package init(study: StoredStudy) { self.study = study }

    /// Whether the study has a past.
    public var isResumed: Bool { finished + attached.count + collected.count + requeued.count > 0 }
}

/// Why no further trial is started.
public enum StopReason: Sendable, Hashable {
    /// The user asked once: running trials end by themselves.
    case requested
    /// The user asked again: running trials are stopped.
    case requestedNow
    /// The study's time is up; running trials are stopped.
    case timeout(seconds: Double)
    /// So many trials failed.
    case failures(count: Int)
    /// So many trials failed and none has ever completed, in a run without any limit.
    case nothingButFailures(count: Int)
    /// The space has no more configurations.
    case exhausted
    /// A rule of the study's own (`until`) says so; and what fulfilled it, in words.
    case rule(StoppingRule, detail: String)
}

/// How a run of a study ended.
public struct StudySummary: Sendable, Hashable {
    /// The study as the store has it.
    public var study: StoredStudy
    /// All its trials, of all runs.
    public var history: TrialHistory
    /// The best complete trial that fits the current description.
    public var best: Trial?
    /// nil: the number of trials was reached.
    public var stopped: StopReason?
    /// Seconds that this run took.
    public var seconds: Double
    /// Trials that this run finished.
    public var finishedNow: Int

    /// Finished trials by state, of all runs.
    public var counts: [TrialState: Int] {
        Dictionary(history.trials.map { ($0.state, 1) }, uniquingKeysWith: +)
    }
}
