import Foundation
import HoneCore
import HoneExecution
import HoneStore

/// Runs a study: asks the optimiser, starts trials, follows them to their end, stores every step, and goes on where an
/// earlier process stopped.
///
/// A suggestion depends on the study, its seed and the trials that had completed when its slot became free, in the order in
/// which they completed, and on nothing else: how long suggestions or trials take changes nothing as long as that
/// order is the same.
public actor StudyRunner {
    /// What happens, in order; it ends with the run. Start to read it before `run()`.
    public nonisolated let events: AsyncStream<StudyEvent>
    let report: AsyncStream<StudyEvent>.Continuation

    let store: TrialStore
    let optimizer: any Optimizer
    let executor: any Executor
    let options: RunOptions
    var study: StoredStudy
    let collector: MetricCollector
    private let startsWithText: Bool

    /// What wakes the loop; the state says what is to be done.
    let wake: AsyncStream<Void>
    let wakeUp: AsyncStream<Void>.Continuation

    var lease: StudyLease?
    var versions: [Int: StudyDescription] = [:]
    /// All trials as they are.
    var trials: [Int: Trial] = [:]
    /// The trials as optimisers see them: a completion shows only when its turn has come.
    var visible: [Int: Trial] = [:]
    var visibleRevision = 0
    /// Completions whose turn has not come, in their order.
    var completions: [Int] = []
    var running: [Int: RunningTrial] = [:]
    /// Trials that wait to be started, in their order.
    var waiting: [Int] = []
    /// Trials that were asked for and not told yet; another process may tell them at any time.
    var asked: Set<Int> = []
    /// The suggestion that is being computed.
    var suggestion: Task<Void, Never>?
    var suggestionResult: Result<[Suggestion], any Error>?
    var suggestionBegan = ContinuousClock.now
    var stopReason: StopReason?
    /// How often the user asked to stop.
    var stopRequests = 0
    /// An error that ends the run once the running trials are over.
    var patientError: (any Error)?
    /// An error that ends the run at once, leaving the trials to the next one.
    var urgentError: (any Error)?
    /// The best complete trial, as the current description sees it.
    var best: Trial?
    var finishedNow = 0
    var failedNow = 0
    /// Attempts that this run has lost, by trial.
    var lossesNow: [Int: Int] = [:]
    var timers: [Task<Void, Never>] = []

    /// A trial whose attempt is followed.
    struct RunningTrial {
        var attempt: Attempt
        var handle: JobHandle
        var stopCause: TrialVerdict.StopCause?
        var follower: Task<Void, Never>?
        var timer: Task<Void, Never>?
        /// Reports that were stored while it runs.
        var storedReports = 0
    }

    /// - Parameters:
    ///   - study: as the store has it; its description decides the suggestions.
    ///   - options: how many trials, how many at a time, what ends them.
    /// - Throws: `StudyError`, `CommandError` or `MetricPatternError` if the settings, the command or the metric's pattern make no sense.
    public init(
        store: TrialStore, study: StoredStudy, optimizer: any Optimizer, executor: any Executor = LocalExecutor(),
        options: RunOptions? = nil
    ) throws {
        let options = options ?? RunOptions(study.description.running)
        try options.check()
        if executor.needsCommand, study.description.command.isEmpty { throw StudyError.noCommand(study: study.name) }
        startsWithText =
            try CommandTemplate(
                study.description.command, space: study.description.space,
                appendsParameters: options.settings.appendsParameters
            ).program != nil
        var pattern: MetricPattern?
        if let regex = options.settings.metricRegex { pattern = try MetricPattern(regex) }
        collector = MetricCollector(
            objectives: study.description.objectives, pattern: pattern,
            parameters: Set(study.description.space.parameters.map(\.name)))
        self.store = store
        self.study = study
        self.optimizer = optimizer
        self.executor = executor
        self.options = options
        (events, report) = AsyncStream.makeStream()
        (wake, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Runs the study until its trials are done, its time is up, it failed too often or it is stopped.
    ///
    /// - Throws: `StoreError` (another process runs the study, full disk, ...), `StudyError` (the program cannot be
    ///   found, ...), or what the optimiser throws. Trials that run then are left running; the next run finds them.
    public func run() async throws -> StudySummary {
        defer {
            report.finish()
            for task in timers { task.cancel() }
            for trial in running.values {
                trial.follower?.cancel()
                trial.timer?.cancel()
            }
            suggestion?.cancel()
        }
        let began = ContinuousClock.now
        if executor.needsCommand {
            // A program that is a parameter's value is looked for when a trial is started.
            if startsWithText {
                try await executor.check(study.description.command, workingDirectory: options.workingDirectory)
            }
        }
        let lease = try await store.acquireLease(of: study) { [weak self] error in
            Task { await self?.fail(error) }
        }
        self.lease = lease
        do {
            try await stored { [options] store, study, lease in
                try await store.storeSettings(options.settings, of: study, lease: lease)
            }
            try await open()
            startStudyTimer()
            try await loop()
        } catch {
            await lease.release()
            throw error
        }
        await lease.release()
        await store.checkpoint()
        let summary = summary(seconds: (ContinuousClock.now - began).inSeconds)
        report.yield(.ended(summary))
        return summary
    }

    /// Asks the run to stop: at first its running trials may end by themselves; asked again, they are stopped.
    public nonisolated func requestStop() {
        Task { await self.stopRequested() }
    }

    /// Ends the run at once; trials are left to the next one.
    func fail(_ error: any Error) {
        urgentError = urgentError ?? error
        wakeUp.yield()
    }

    private func summary(seconds: Double) -> StudySummary {
        StudySummary(
            study: study,
            history: TrialHistory(trials: trials.values.sorted { $0.number < $1.number }, revision: visibleRevision)
                .seen(from: study.description, version: study.version, versions: versions),
            best: best, stopped: stopReason, seconds: seconds,
            finishedNow: finishedNow)
    }

    /// Stores something, waiting for as long as another process keeps the store locked: a backup that takes its time must
    /// not end a study that nobody watches.
    func stored<Value: Sendable>(
        _ body: @Sendable (TrialStore, StoredStudy, StudyLease?) async throws -> Value
    ) async throws -> Value {
        let began = ContinuousClock.now
        while true {
            do {
                return try await body(store, study, lease)
            } catch let error as StoreError {
                let waited = (ContinuousClock.now - began).inSeconds
                guard case .locked = error, waited < options.storePatience, stopRequests < 2 else {
                    throw error
                }
                report.yield(.waitingForStore(error))
            }
        }
    }
}
