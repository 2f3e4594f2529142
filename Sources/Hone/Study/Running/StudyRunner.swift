import Foundation
import HoneCore
import HoneExecution
import HoneStore
import Synchronization

/// Runs a study: asks the optimiser, starts trials, follows them to their end, stores every step, and goes on where an
/// earlier process stopped.
///
///     let runner = try StudyRunner(store: store, study: study, optimizer: optimizer)
///     let watching = Task { for await event in runner.events { print(event) } }
///     let summary = try await runner.run()
///
/// All decisions are `StudyState`'s; this actor does what it says, one event after the other, and tells it what came of
/// it. The same order of completion gives the same suggestions, however long suggestions or trials take.
public actor StudyRunner {
    /// What happens, in order; it ends with the run. Start to read it before `run()`.
    public nonisolated let events: AsyncStream<StudyEvent>
    let report: AsyncStream<StudyEvent>.Continuation

    let store: TrialStore
    let study: StoredStudy
    let optimizer: any Optimizer
    let executor: any TrialExecutor
    let options: RunOptions
    /// Where the program runs; absolute.
    let workingDirectory: String
    let collector: MetricCollector
    private let startsWithText: Bool

    /// What happened and has not been dealt with.
    private let inputs: AsyncStream<Incoming>
    let input: AsyncStream<Incoming>.Continuation
    /// Ctrl-C is heard at once, even while the store keeps the run waiting.
    private let stopRequests = Atomic(0)

    var state: StudyState?
    /// The trials whose attempts are followed.
    var followed: [Int: FollowedTrial] = [:]
    var suggestion: Task<Void, Never>?
    private var studyTimer: Task<Void, Never>?
    private var lastRevision = 0

    /// A trial whose attempt is followed.
    struct FollowedTrial {
        var handle: JobHandle
        var follower: Task<Void, Never>
        var timer: Task<Void, Never>?
    }

    /// What wakes the run.
    enum Incoming: Sendable {
        case input(StudyInput)
        /// Ends the run at once, leaving the trials to the next one.
        case failure(any Error)
    }

    /// - Parameters:
    ///   - study: as the store has it; its description decides the suggestions.
    ///   - options: how many trials, how many at a time, what ends them.
    /// - Throws: `StudyError`, `CommandError` or `MetricPatternError` if the settings, the command or the metric's pattern
    ///   make no sense.
    public init(
        store: TrialStore, study: StoredStudy, optimizer: any Optimizer, executor: any TrialExecutor = LocalExecutor(),
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
            objectives: study.description.objectives, constraints: study.description.metricConstraints,
            pattern: pattern,
            parameters: Set(study.description.space.parameters.map(\.name)))
        self.store = store
        self.study = study
        self.optimizer = optimizer
        self.executor = executor
        self.options = options
        workingDirectory =
            options.workingDirectory ?? study.workingDirectory ?? FileManager.default.currentDirectoryPath
        (events, report) = AsyncStream.makeStream()
        (inputs, input) = AsyncStream.makeStream()
    }

    /// Runs the study until its trials are done, its time is up, it failed too often or it is stopped.
    ///
    /// - Throws: `StoreError` (another process runs the study, full disk, ...), `StudyError` (the program cannot be
    ///   found, ...), or what the optimiser throws. Trials that run then are left running; the next run finds them.
    public func run() async throws -> StudySummary {
        defer { endTasks() }
        let began = ContinuousClock.now
        if executor.needsCommand, !FileManager.default.isFolder(workingDirectory) {
            throw StudyError.noWorkingDirectory(study: study.name, path: workingDirectory)
        }
        // A program that is a parameter's value is looked for when a trial is started.
        if executor.needsCommand, startsWithText {
            try await executor.check(study.description.command, workingDirectory: workingDirectory)
        }
        let input = input
        let lease = try await store.acquireLease(of: study) { error in input.yield(.failure(error)) }
        let journal = Journal(
            store: store, study: study, lease: lease, patience: options.storePatience,
            onWait: { [report] in report.yield(.waitingForStore($0)) },
            isHurried: { [self] in stopRequests.load(ordering: .relaxed) > 1 })
        do {
            try await journal.storeSettings(options.settings)
            try await follow(journal)
        } catch {
            await lease.release()
            throw error
        }
        await lease.release()
        await store.checkpoint()
        let summary = try summary(seconds: (ContinuousClock.now - began).inSeconds)
        report.yield(.ended(summary))
        return summary
    }

    /// Asks the run to stop: at first its running trials may end by themselves; asked again, they are stopped.
    public nonisolated func requestStop() {
        stopRequests.add(1, ordering: .relaxed)
        input.yield(.input(.stopRequested))
    }

    /// One event after the other until nothing is left to do.
    private func follow(_ journal: Journal) async throws {
        let found = try await open(journal)
        var incoming = inputs.makeAsyncIterator()
        var actions =
            state?.begin(found, opening: StudyOpening(study: study), at: Date().timeIntervalSince1970) ?? []
        actions = await withPromptSuggestions(actions)
        startStudyTimer()
        while true {
            for action in actions {
                if case .end(let error) = action {
                    if let error { throw error }
                    return
                }
                try await perform(action, journal)
            }
            guard let next = await incoming.next() else { throw CancellationError() }
            switch next {
            case .failure(let error): throw error
            case .input(let event):
                actions = try await told(journal)
                actions += state?.apply(event, at: Date().timeIntervalSince1970) ?? []
                actions = await withPromptSuggestions(actions)
            }
        }
    }

    /// What an earlier process left behind: running trials by number.
    private func open(_ journal: Journal) async throws -> [Int: FoundAttempt] {
        var (ledger, revision) = try await journal.ledger()
        let expired = ledger.expire(at: Date().timeIntervalSince1970)
        if !expired.isEmpty { revision = try await journal.commit(expired) ?? revision }
        lastRevision = revision
        let state = StudyState(
            ledger, study: study.name, settings: options.settings, maxAttempts: options.maxAttempts)
        var found: [Int: FoundAttempt] = [:]
        for trial in ledger.trials where trial.state == .running && !trial.isAsked {
            guard let attempt = trial.attempts.last else { continue }
            let request = try attemptRequest(for: trial, attempt, versions: ledger.versions)
            guard let handle = try await executor.recover(request) else { continue }
            found[trial.number] = executor.hasEnded(handle) ? .ended : .running
            recovered[trial.number] = handle
        }
        self.state = state
        return found
    }

    /// The jobs that an earlier process started, until they are followed.
    private var recovered: [Int: JobHandle] = [:]

    /// What other processes told, meanwhile, about trials that were asked for.
    private func told(_ journal: Journal) async throws -> [StudyAction] {
        guard let asked = state?.ledger.asked, !asked.isEmpty else { return [] }
        let news = try await journal.news(since: lastRevision)
        lastRevision = news.revision
        let told = news.trials.filter { asked.contains($0.number) && $0.state.isFinished }
        return told.isEmpty ? [] : state?.apply(.told(told), at: Date().timeIntervalSince1970) ?? []
    }

    // MARK: - Actions

    private func perform(_ action: StudyAction, _ journal: Journal) async throws {
        switch action {
        case .store(let changes): try await journal.commit(changes)
        case .announce(let event): report.yield(event)
        case .suggest(let history): suggest(history)
        case .cancelSuggestion:
            suggestion?.cancel()
            suggestion = nil
        case .launch(let trial): try await launch(trial)
        case .follow(let trial):
            if let handle = recovered.removeValue(forKey: trial.number) { follow(trial.number, handle) }
        case .stop(let number, let grace):
            guard let handle = followed[number]?.handle else { return }
            try await executor.stop(handle, grace: .seconds(grace))
        case .arm(let number, let deadline, let limit): arm(number, deadline: deadline, limit: limit)
        case .end: break
        }
    }

    /// An optimiser that answers at once is asked before anything is stored: an end, the next suggestion and its launch are
    /// one transaction then.
    private func withPromptSuggestions(_ actions: [StudyAction]) async -> [StudyAction] {
        guard optimizer.isPrompt(for: study.description) else { return actions }
        var actions = actions
        while case .suggest(let history) = actions.last {
            actions.removeLast()
            let began = ContinuousClock.now
            let result = await Self.ask(optimizer, for: study.description, history)
            let input = StudyInput.suggestion(result, seconds: (ContinuousClock.now - began).inSeconds)
            actions += state?.apply(input, at: Date().timeIntervalSince1970) ?? []
        }
        return StudyAction.storedAtOnce(actions)
    }

    private func suggest(_ history: TrialHistory) {
        let description = study.description
        let optimizer = optimizer
        let input = input
        let began = ContinuousClock.now
        suggestion = Task(executorPreference: ComputeQueue.shared) {
            let result = await Self.ask(optimizer, for: description, history)
            guard !Task.isCancelled else { return }
            input.yield(.input(.suggestion(result, seconds: (ContinuousClock.now - began).inSeconds)))
        }
    }

    private nonisolated static func ask(
        _ optimizer: any Optimizer, for description: StudyDescription, _ history: TrialHistory
    ) async -> Result<[Suggestion], any Error> {
        do {
            let suggestions = try await optimizer.suggest(1, for: description, given: history, seed: description.seed)
            return .success(
                try suggestions.map {
                    Suggestion(try description.space.canonical($0.configuration), $0.record.finite)
                })
        } catch {
            return .failure(error)
        }
    }

    private func startStudyTimer() {
        guard let seconds = options.settings.timeout else { return }
        let input = input
        studyTimer = Task {
            try? await Task.sleep(for: .seconds(seconds))
            guard !Task.isCancelled else { return }
            input.yield(.input(.timeIsUp(seconds: seconds)))
        }
    }

    private func endTasks() {
        report.finish()
        studyTimer?.cancel()
        suggestion?.cancel()
        for trial in followed.values {
            trial.follower.cancel()
            trial.timer?.cancel()
        }
    }

    private func summary(seconds: Double) throws -> StudySummary {
        guard let state else { throw CancellationError() }
        let ledger = state.ledger
        return StudySummary(
            study: study,
            history: TrialHistory(trials: ledger.trials, revision: ledger.visible.revision)
                .seen(from: study.description, version: study.version, versions: ledger.versions),
            best: ledger.best, stopped: state.stopReason, seconds: seconds, finishedNow: state.finishedNow)
    }
}

extension FileManager {
    fileprivate func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
