import HoneCore
import HoneExecution
import HoneStore

extension Study {
    /// Evaluates configurations with a closure until the study has so many trials, and returns what came out.
    ///
    ///     let result = try await study.optimize(trials: 50) { trial in
    ///         pow(try trial.double("x") - 2, 2)
    ///     }
    ///
    /// Each trial has a thread of its own, so the closure may compute or block for as long as it likes. What it throws makes
    /// the trial fail with that message, and the study goes on; a `ParameterAccessError` ends the study. If the task is
    /// cancelled, the trials are told to stop (`RunningTrial.shouldStop`), and the call throws once they have.
    ///
    /// - Parameters:
    ///   - trials: the number of finished trials at which the study ends, those of earlier calls included; without it
    ///     something else must end the study.
    ///   - parallel: trials at a time.
    ///   - timeout: after this time no trial is started, and running ones are told to stop.
    ///   - trialTimeout: after this time a trial is told to stop; it counts as failed then.
    ///   - maxFailures: the study ends after so many failed trials.
    ///   - rules: what ends the study early: `.noImprovement(trials: 20)`.
    ///   - onEvent: told what happens, in order; all of it before the call returns.
    ///   - objective: evaluates a trial and returns the objective's value.
    /// - Returns: the history, the best trial, why the study ended.
    /// - Throws: `StudyError`, `StoreError`, `ParameterAccessError`, what the optimiser throws, or `CancellationError`.
    @discardableResult
    public func optimize(
        trials: Int? = nil, parallel: Int = 1, timeout: Duration? = nil, trialTimeout: Duration? = nil,
        maxFailures: Int? = nil, until rules: [StoppingRule] = [], onEvent: (@Sendable (StudyEvent) -> Void)? = nil,
        _ objective: @escaping @Sendable (RunningTrial) async throws -> Double
    ) async throws -> StudySummary {
        let metric = description.objective.metric
        return try await optimize(
            trials: trials, parallel: parallel, timeout: timeout, trialTimeout: trialTimeout, maxFailures: maxFailures,
            until: rules, onEvent: onEvent
        ) { trial in [metric: try await objective(trial)] }
    }

    /// The same with a closure that returns metrics by name, the objective among them; the others are kept with the trial.
    ///
    ///     try await study.optimize(trials: 50) { trial in
    ///         let (loss, accuracy) = try await train(trial)
    ///         return ["loss": loss, "accuracy": accuracy]
    ///     }
    ///
    /// - Throws: `StudyError`, `StoreError`, `ParameterAccessError`, what the optimiser throws, or `CancellationError`.
    @discardableResult
    public func optimize(
        trials: Int? = nil, parallel: Int = 1, timeout: Duration? = nil, trialTimeout: Duration? = nil,
        maxFailures: Int? = nil, until rules: [StoppingRule] = [], onEvent: (@Sendable (StudyEvent) -> Void)? = nil,
        _ objective: @escaping @Sendable (RunningTrial) async throws -> [String: Double]
    ) async throws -> StudySummary {
        let run = try await start(
            trials: trials, parallel: parallel, timeout: timeout, trialTimeout: trialTimeout, maxFailures: maxFailures,
            until: rules, objective)
        return try await withTaskCancellationHandler {
            // Not the caller's task, whose cancellation would end the events before the trials.
            let watcher = Task { for await event in run.events { onEvent?(event) } }
            let result: Result<StudySummary, any Error>
            do { result = .success(try await run.result) } catch { result = .failure(error) }
            await watcher.value
            let summary = try result.get()
            if summary.stopped == .requestedNow { try Task.checkCancellation() }
            return summary
        } onCancel: {
            run.stopNow()
        }
    }

    /// Starts what `optimize` does and returns at once, so that its events can be followed and it can be stopped.
    ///
    /// - Throws: `StudyError` for settings that make no sense or a study that is described in another way, `StoreError`.
    public func start(
        trials: Int? = nil, parallel: Int = 1, timeout: Duration? = nil, trialTimeout: Duration? = nil,
        maxFailures: Int? = nil, until rules: [StoppingRule] = [],
        _ objective: @escaping @Sendable (RunningTrial) async throws -> Double
    ) async throws -> StudyRun {
        let metric = description.objective.metric
        return try await start(
            trials: trials, parallel: parallel, timeout: timeout, trialTimeout: trialTimeout, maxFailures: maxFailures,
            until: rules
        ) { trial in [metric: try await objective(trial)] }
    }

    /// The same with a closure that returns metrics by name, the objective among them; the others are kept with the trial.
    ///
    /// - Throws: `StudyError` for settings that make no sense or a study that is described in another way, `StoreError`.
    public func start(
        trials: Int? = nil, parallel: Int = 1, timeout: Duration? = nil, trialTimeout: Duration? = nil,
        maxFailures: Int? = nil, until rules: [StoppingRule] = [],
        _ objective: @escaping @Sendable (RunningTrial) async throws -> [String: Double]
    ) async throws -> StudyRun {
        let open = try await open()
        let function = ObjectiveFunction(open.study.description, objective)
        let settings = RunSettings(
            trials: trials, parallel: parallel, until: rules, timeout: timeout?.inSeconds,
            trialTimeout: trialTimeout?.inSeconds,
            maxFailures: maxFailures)
        let runner = try StudyRunner(
            store: open.store, study: open.study, optimizer: optimizer,
            executor: FunctionExecutor { try await function.evaluate($0) }, options: RunOptions(settings))
        return StudyRun(runner, function)
    }
}
