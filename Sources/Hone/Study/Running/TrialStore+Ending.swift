import Foundation
import HoneCore
import HoneExecution
import HoneStore

extension TrialStore {
    /// Deletes the study as `delete` does, after ending the trials that a killed Hone left running.
    ///
    /// - Parameters:
    ///   - executor: the one that started them.
    ///   - grace: how long a program may take to end by itself.
    /// - Throws: `StoreError.owned` if a process runs the study.
    public func delete(_ study: StoredStudy, ending executor: any TrialExecutor, grace: Duration = .seconds(2))
        async throws
    {
        // Held until the trials are over, so that nobody resumes the study meanwhile.
        let lease = try await acquireLease(of: study)
        do {
            for trial in try await history(of: study).trials where trial.state == .running {
                try await end(trial, of: study, executor, grace: grace)
            }
        } catch {
            await lease.release()
            throw error
        }
        await lease.release()
        try await delete(study)
    }

    private func end(_ trial: Trial, of study: StoredStudy, _ executor: any TrialExecutor, grace: Duration) async throws
    {
        guard let attempt = trial.attempts.last, !attempt.id.hasPrefix(Attempt.askedPrefix) else { return }
        let request = AttemptRequest(
            study: study.name, trial: trial.number, ordinal: trial.attempts.count, configuration: trial.configuration,
            arguments: [], workingDirectory: study.directory, studyDirectory: study.directory,
            token: attempt.token, earlierTokens: trial.attempts.dropLast().map { $0.token })
        guard let handle = try await executor.recover(request), !executor.hasEnded(handle) else { return }
        try await executor.stop(handle, grace: grace)
        for try await _ in executor.attach(handle) {}
    }
}
