import Foundation
import HoneCore
import HoneExecution

extension StudyRunner {
    /// One decision after another until nothing is left to do; in between it sleeps until something has happened.
    func loop() async throws {
        var wakes = wake.makeAsyncIterator()
        while true {
            if let urgentError { throw urgentError }
            try await followAsked()
            if let result = suggestionResult {
                try await take(result)
            } else if let number = nextWaiting {
                try await start(number)
            } else if canSuggest {
                suggest()
                await wakes.next()
            } else if suggestion == nil, !completions.isEmpty {
                reveal(completions.removeFirst())
            } else if suggestion == nil, running.isEmpty {
                if let patientError { throw patientError }
                return
            } else {
                await wakes.next()
            }
        }
    }

    // MARK: - What is to be done

    /// Trials that were suggested and whose completion, if any, has not been shown to the optimiser.
    private var openTrials: Int { running.count + waiting.count + completions.count }

    private var isStopping: Bool { stopReason != nil || patientError != nil }

    private var nextWaiting: Int? {
        isStopping || running.count >= options.settings.parallel ? nil : waiting.first
    }

    private var canSuggest: Bool {
        guard !isStopping, suggestion == nil, openTrials < options.settings.parallel else { return false }
        guard let total = options.settings.trials else { return true }
        return shownFinished + openTrials < total
    }

    /// Trials that count towards `-n` and whose completion has been shown to the optimiser.
    private var shownFinished: Int {
        let late = Set(completions)
        return trials.values.count { $0.state.countsTowardsTotal && !late.contains($0.number) }
    }

    // MARK: - Suggestions

    private func suggest() {
        let number = (trials.keys.max() ?? -1) + 1
        report.yield(.suggesting(trial: number))
        let description = study.description
        let history = visibleHistory
        if trials.isEmpty, let first = description.defaultSuggestion {
            suggestionResult = .success([first])
            wakeUp.yield()
            return
        }
        let optimizer = optimizer
        suggestionBegan = .now
        suggestion = Task(executorPreference: ComputeQueue.shared) {
            let result: Result<[Suggestion], any Error>
            do {
                result = .success(
                    try await optimizer.suggest(1, for: description, given: history, seed: description.seed))
            } catch {
                result = .failure(error)
            }
            await self.deliver(result)
        }
    }

    private func deliver(_ result: Result<[Suggestion], any Error>) {
        // After a stop nobody waits for it any more.
        guard suggestion != nil else { return }
        suggestionResult = result
        wakeUp.yield()
    }

    private func take(_ result: Result<[Suggestion], any Error>) async throws {
        suggestion = nil
        suggestionResult = nil
        let seconds = (ContinuousClock.now - suggestionBegan).inSeconds
        switch result {
        case .failure(let error):
            patientError = error
        case .success(let suggestions):
            guard !isStopping else { return }
            guard let first = suggestions.first else { return stop(.exhausted) }
            let configuration = try study.description.space.canonical(first.configuration)
            let trial = try await stored { store, study, lease in
                try await store.addTrial(Suggestion(configuration, first.record.finite), to: study, lease: lease)
            }
            trials[trial.number] = trial
            show(trial)
            waiting.append(trial.number)
            report.yield(.suggested(trial, seconds: seconds))
        }
    }

    /// What the optimiser is given.
    private var visibleHistory: TrialHistory {
        TrialHistory(trials: visible.values.sorted { $0.number < $1.number }, revision: visibleRevision)
    }

    /// A completion's turn has come.
    private func reveal(_ number: Int) {
        guard let trial = trials[number] else { return }
        show(trial)
    }

    /// Lets the optimiser see the trial as it is now.
    func show(_ trial: Trial) {
        guard let adapted = trial.adapted(to: study.description, version: study.version, versions: versions) else {
            return
        }
        visible[trial.number] = adapted
        visibleRevision += 1
    }

    /// Takes over what was told, from anywhere, about trials that were asked for.
    private func followAsked() async throws {
        guard !asked.isEmpty else { return }
        for trial in try await store.trials(asked.sorted(), of: study) where trial.state.isFinished {
            asked.remove(trial.number)
            trials[trial.number] = trial
            show(trial)
            report.yield(.finished(trial))
            noteIfBest(trial, isNews: true)
        }
    }

    // MARK: - Stopping

    func startStudyTimer() {
        guard let seconds = options.settings.timeout else { return }
        timers.append(
            Task {
                try? await Task.sleep(for: .seconds(seconds))
                guard !Task.isCancelled else { return }
                await self.studyTimeIsUp(seconds)
            })
    }

    private func studyTimeIsUp(_ seconds: Double) async {
        stop(.timeout(seconds: seconds))
        await stopRunning(.studyTimeout(seconds))
    }

    func stopRequested() async {
        stopRequests += 1
        // A reason of the study's own stays; then, too, the first request lets running trials end.
        switch stopReason {
        case nil, .requested: stop(stopRequests == 1 ? .requested : .requestedNow)
        default: report.yield(.stopping(stopReason ?? .requested, running: running.count))
        }
        if stopRequests > 1 { await stopRunning(.request) }
    }

    /// No further trial is started from now on.
    func stop(_ reason: StopReason) {
        stopReason = reason
        suggestion?.cancel()
        suggestion = nil
        suggestionResult = nil
        report.yield(.stopping(reason, running: running.count))
        wakeUp.yield()
    }

    private func stopRunning(_ cause: TrialVerdict.StopCause) async {
        for number in running.keys.sorted() { await stopTrial(number, cause) }
    }

    func stopTrial(_ number: Int, _ cause: TrialVerdict.StopCause) async {
        guard var trial = running[number], trial.stopCause == nil else { return }
        trial.stopCause = cause
        running[number] = trial
        do {
            try await executor.stop(trial.handle, grace: .seconds(options.settings.grace))
        } catch {
            fail(error)
        }
    }
}
