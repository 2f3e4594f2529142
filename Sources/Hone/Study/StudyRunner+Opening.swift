import Foundation
import HoneCore

// What a run finds when it begins: finished trials, trials that still run, trials that ended unseen, trials that were lost.
extension StudyRunner {
    func open() async throws {
        try await store.expireAsked(of: study, lease: lease)
        let history = try await store.history(of: study)
        versions = Dictionary(
            uniqueKeysWithValues: try await store.descriptions(of: study).map { ($0.version, $0.description) })
        visibleRevision = history.revision
        var opening = StudyOpening(study: study)
        for trial in history.trials {
            trials[trial.number] = trial
            show(trial)
            noteIfBest(trial, isNews: false)
            if visible[trial.number] == nil { opening.unusable.append(trial.number) }
            switch trial.state {
            case .waiting:
                waiting.append(trial.number)
                opening.requeued.append(trial.number)
            case .running: try await find(trial, &opening)
            case .complete, .failed, .pruned, .cancelled: opening.finished += 1
            }
        }
        waiting.sort()
        report.yield(.opened(opening))
    }

    /// Looks for the attempt of a trial that an earlier process left running.
    private func find(_ trial: Trial, _ opening: inout StudyOpening) async throws {
        guard var attempt = trial.attempts.last else {
            waiting.append(trial.number)
            return opening.requeued.append(trial.number)
        }
        if attempt.id.hasPrefix(Attempt.askedPrefix) {
            asked.insert(trial.number)
            return
        }
        let request = try attemptRequest(for: trial, ordinal: trial.attempts.count)
        guard let handle = try await executor.recover(request) else {
            // It was stored but never started, so this is no attempt that counts: the next one takes its place.
            attempt.state = .lost
            attempt.endedAt = Date().timeIntervalSince1970
            try await store.requeue(trial.number, lost: attempt, in: study, lease: lease)
            trials[trial.number]?.attempts[trial.attempts.count - 1] = attempt
            trials[trial.number]?.state = .waiting
            waiting.append(trial.number)
            return opening.requeued.append(trial.number)
        }
        if executor.hasEnded(handle) {
            opening.collected.append(trial.number)
        } else {
            opening.attached.append(trial.number)
        }
        follow(trial.number, attempt, handle)
    }
}
