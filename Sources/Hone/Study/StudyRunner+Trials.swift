import Foundation
import HoneCore
import HoneExecution

// A trial's way from a stored suggestion to a stored outcome.
extension StudyRunner {
    /// Step reports per trial that are stored while it runs; at its end they are read again as a whole.
    private static let liveReportLimit = 1000
    /// Failed trials after which a program that never completed one counts as broken.
    private static let hopelessFailures = 10

    /// Starts an attempt of a waiting trial. The attempt is stored first, so that whatever happens it is found again.
    func start(_ number: Int) async throws {
        waiting.removeAll { $0 == number }
        guard var trial = trials[number] else { return }
        let request = try attemptRequest(for: trial, ordinal: trial.attempts.count + 1)
        let attempt = Attempt(id: request.id, state: .launched, startedAt: Date().timeIntervalSince1970)
        try await stored { store, study, lease in
            try await store.addAttempt(attempt, to: number, of: study, lease: lease)
        }
        trial.state = .running
        trial.attempts.append(attempt)
        trials[number] = trial
        let handle = try await executor.launch(request)
        follow(number, attempt, handle)
        // A second Ctrl-C or the end of the study's time may have come while the trial was being launched.
        if stopRequests > 1 {
            await stopTrial(number, .request)
        } else if case .timeout(let seconds) = stopReason {
            await stopTrial(number, .studyTimeout(seconds))
        }
    }

    /// What an executor needs to know; the same for the attempt that is launched and for the one that is looked for.
    func attemptRequest(for trial: Trial, ordinal: Int) throws -> AttemptRequest {
        let current = study.description
        // A trial that fits follows the current description (a corrected command, say), another one its own.
        let fits = trial.descriptionVersion == study.version || current.space.contains(trial.configuration)
        let description = fits ? current : versions[trial.descriptionVersion] ?? current
        let template = try CommandTemplate(
            description.command, space: description.space, appendsParameters: options.settings.appendsParameters)
        return AttemptRequest(
            study: study.name, trial: trial.number, ordinal: ordinal, configuration: trial.configuration,
            arguments: template.arguments(for: trial.configuration),
            environment: TrialEnvironment.parameters(trial.configuration, in: description.space),
            workingDirectory: options.workingDirectory, studyDirectory: study.directory)
    }

    /// Follows a launched attempt to its end.
    func follow(_ number: Int, _ attempt: Attempt, _ handle: JobHandle) {
        var entry = RunningTrial(attempt: attempt, handle: handle)
        let stream = executor.attach(handle)
        let collector = collector
        entry.follower = Task {
            do {
                for try await event in stream {
                    guard case .ended(let end) = event else {
                        try await self.note(event, of: number)
                        continue
                    }
                    let cause = self.stopCause(of: number)
                    let verdict = TrialVerdict(collector: collector, files: handle.files)
                    let outcome = await withTaskExecutorPreference(ComputeQueue.shared) {
                        await verdict.outcomeOffActor(of: end, stopCause: cause)
                    }
                    try await self.conclude(number, end, outcome)
                }
            } catch is CancellationError {
                return
            } catch {
                self.fail(error)
            }
        }
        running[number] = entry
    }

    private func stopCause(of number: Int) -> TrialVerdict.StopCause? { running[number]?.stopCause }

    private func note(_ event: TrialEvent, of number: Int) async throws {
        switch event {
        case .started(let time): try await noteStart(of: number, at: time)
        case .reported(let metrics, let step):
            guard let value = metrics[study.description.objective.metric], var entry = running[number] else { return }
            let stepReport = StepReport(step: step, value: value)
            entry.storedReports += 1
            running[number] = entry
            trials[number]?.reports.append(stepReport)
            report.yield(.reported(trial: number, stepReport))
            guard entry.storedReports <= Self.liveReportLimit else { return }
            try await stored { store, study, lease in
                try await store.addReport(stepReport, to: number, of: study, lease: lease)
            }
        case .ended: break
        }
    }

    private func noteStart(of number: Int, at time: Double) async throws {
        guard var entry = running[number] else { return }
        entry.attempt.state = .running
        entry.attempt.startedAt = time
        if let limit = options.settings.trialTimeout {
            let left = time + limit - Date().timeIntervalSince1970
            entry.timer = Task {
                try? await Task.sleep(for: .seconds(max(0, left)))
                guard !Task.isCancelled else { return }
                await self.stopTrial(number, .timeout(limit))
            }
        }
        running[number] = entry
        replaceAttempt(entry.attempt, of: number)
        try await stored { [entry] store, study, lease in
            try await store.updateAttempt(entry.attempt, of: number, in: study, lease: lease)
        }
        if let trial = trials[number] { report.yield(.started(trial)) }
    }

    /// The attempt is over: the trial is done, or, if the attempt was lost, runs again.
    private func conclude(_ number: Int, _ end: AttemptEnd, _ outcome: TrialOutcome) async throws {
        guard var entry = running[number] else { return }
        entry.timer?.cancel()
        entry.attempt.endedAt = end.at
        var outcome = outcome
        if case .lost(let message) = end.cause {
            entry.attempt.state = .lost
            if entry.stopCause != nil {
                outcome = TrialOutcome(state: .cancelled, failure: TrialFailure(.cancelled, "stopped on request"))
            } else if lossesNow[number, default: 0] + 1 < options.maxAttempts {
                lossesNow[number, default: 0] += 1
                return try await requeue(number, entry.attempt, message)
            }
        } else {
            entry.attempt.state = .ended
        }
        let version = trials[number].map(study.version(ofResultOf:)) ?? study.version
        try await stored { [entry, outcome] store, study, lease in
            try await store.finish(
                number, outcome, version: version, attempt: entry.attempt, in: study, lease: lease)
        }
        trials[number]?.descriptionVersion = version
        running[number] = nil
        replaceAttempt(entry.attempt, of: number)
        finish(number, outcome)
        wakeUp.yield()
    }

    private func requeue(_ number: Int, _ attempt: Attempt, _ reason: String) async throws {
        try await stored { store, study, lease in
            try await store.requeue(number, lost: attempt, in: study, lease: lease)
        }
        running[number] = nil
        replaceAttempt(attempt, of: number)
        trials[number]?.state = .waiting
        trials[number]?.reports = []
        waiting.append(number)
        waiting.sort()
        if let trial = trials[number] { report.yield(.requeued(trial, reason: reason)) }
        wakeUp.yield()
    }

    private func replaceAttempt(_ attempt: Attempt, of number: Int) {
        guard let index = trials[number]?.attempts.firstIndex(where: { $0.id == attempt.id }) else { return }
        trials[number]?.attempts[index] = attempt
    }

    private func finish(_ number: Int, _ outcome: TrialOutcome) {
        guard var trial = trials[number] else { return }
        trial.take(outcome)
        trials[number] = trial
        completions.append(number)
        finishedNow += 1
        report.yield(.finished(trial))
        noteIfBest(trial, isNews: true)
        if trial.state == .failed {
            failedNow += 1
            guard stopReason == nil else { return }
            if let limit = options.settings.maxFailures {
                if failedNow >= limit { stop(.failures(count: failedNow)) }
            } else if options.settings.trials == nil, failedNow >= Self.hopelessFailures,
                !trials.values.contains(where: { $0.state == .complete })
            {
                // Nobody said when to end, and it would go on for ever.
                stop(.nothingButFailures(count: failedNow))
            }
        }
    }
}

extension StudyRunner {
    /// Keeps the best trial; of equal ones the one with the lowest number, as a later look at the history would have it.
    func noteIfBest(_ trial: Trial, isNews: Bool) {
        guard let adapted = trial.adapted(to: study.description, version: study.version, versions: versions) else {
            return
        }
        let objective = study.description.objective
        let contest = TrialHistory(trials: [best, adapted].compactMap { $0 }.sorted { $0.number < $1.number })
        guard let winner = contest.best(for: objective), winner.number == adapted.number else { return }
        let previous = best
        best = winner
        if isNews { report.yield(.improved(winner, previous: previous)) }
    }
}

extension Trial {
    /// Puts an outcome in.
    mutating func take(_ outcome: TrialOutcome) {
        state = outcome.state
        values = outcome.values
        metrics = outcome.metrics
        reports = outcome.reports
        failure = outcome.failure
        valueSource = outcome.valueSource
    }
}

extension TrialVerdict {
    /// The same, on the executor that the task prefers.
    nonisolated func outcomeOffActor(of end: AttemptEnd, stopCause: StopCause?) async -> TrialOutcome {
        outcome(of: end, stopCause: stopCause)
    }
}
