import Foundation
import HoneCore
import HoneExecution

// A trial's way from a stored attempt to what came of it.
extension StudyRunner {
    /// Starts the trial's last attempt, which is stored already: whatever happens, it is found again.
    func launch(_ trial: Trial) async throws {
        guard let attempt = trial.attempts.last, let state else { return }
        let request = try attemptRequest(for: trial, attempt, versions: state.ledger.versions)
        let handle = try await executor.launch(request)
        follow(trial.number, handle)
    }

    /// What an executor needs to know; the same for the attempt that is launched and for the one that is looked for.
    ///
    /// - Parameter versions: all descriptions of the study by version.
    func attemptRequest(for trial: Trial, _ attempt: Attempt, versions: [Int: StudyDescription]) throws
        -> AttemptRequest
    {
        let current = study.description
        // A trial that fits follows the current description (a corrected command, say), another one its own.
        let fits = trial.descriptionVersion == study.version || current.space.contains(trial.configuration)
        let description = fits ? current : versions[trial.descriptionVersion] ?? current
        let template = try CommandTemplate(
            description.command, space: description.space, appendsParameters: options.settings.appendsParameters)
        return AttemptRequest(
            study: study.name, trial: trial.number, ordinal: trial.attempts.count, repetition: trial.repetition,
            configuration: trial.configuration, arguments: template.arguments(for: trial.configuration),
            environment: TrialParameters.variables(trial.configuration, in: description.space),
            workingDirectory: workingDirectory, studyDirectory: study.directory, token: attempt.token,
            earlierTokens: trial.attempts.dropLast().map(\.token))
    }

    /// Follows an attempt to its end.
    func follow(_ number: Int, _ handle: JobHandle) {
        let stream = executor.attach(handle)
        let input = input
        let collector = collector
        let metrics = study.description.objectives.map(\.metric)
        let follower = Task {
            do {
                for try await event in stream {
                    switch event {
                    case .started(let time): input.yield(.input(.started(trial: number, at: time)))
                    case .reported(let reported, let step):
                        guard let report = StepReport(step: step, reported, of: metrics) else { continue }
                        input.yield(.input(.reported(trial: number, report)))
                    case .ended(let end):
                        let cause = self.stopCause(of: number)
                        let verdict = TrialVerdict(collector: collector, files: handle.files)
                        let outcome: TrialOutcome
                        if end.results == nil, !handle.files.output.isSmall {
                            // Reading what a program left may take long.
                            outcome = await withTaskExecutorPreference(ComputeQueue.shared) {
                                await verdict.outcomeOffActor(of: end, stopCause: cause)
                            }
                        } else {
                            outcome = verdict.outcome(of: end, stopCause: cause)
                        }
                        self.forget(number)
                        input.yield(.input(.ended(trial: number, end, outcome)))
                    }
                }
            } catch is CancellationError {
                return
            } catch {
                input.yield(.failure(error))
            }
        }
        followed[number] = FollowedTrial(handle: handle, follower: follower)
    }

    private func stopCause(of number: Int) -> TrialVerdict.StopCause? { state?.running[number]?.stopCause }

    private func forget(_ number: Int) {
        followed[number]?.timer?.cancel()
        followed[number] = nil
    }

    /// Says when a trial's time is up. The time left is counted by a clock that nobody sets.
    func arm(_ number: Int, deadline: Double, limit: Double) {
        let left = min(limit, max(0, deadline - Date().timeIntervalSince1970))
        let input = input
        followed[number]?.timer = Task {
            try? await Task.sleep(for: .seconds(left))
            guard !Task.isCancelled else { return }
            input.yield(.input(.trialTimeIsUp(number, seconds: limit)))
        }
    }
}

extension TrialVerdict {
    /// The same, on the executor that the task prefers.
    nonisolated func outcomeOffActor(of end: AttemptEnd, stopCause: StopCause?) async -> TrialOutcome {
        outcome(of: end, stopCause: stopCause)
    }
}

extension StepReport {
    /// The values of metrics at a step, the first objective's first; nil where that one was not reported.
    init?(step: Int, _ reported: [String: Double], of metrics: [String]) {
        guard let first = metrics.first, let value = reported[first] else { return nil }
        let further = metrics.dropFirst().compactMap { reported[$0] }
        self.init(step: step, value: value, further: further.count == metrics.count - 1 ? further : [])
    }
}
