import Foundation
import HoneCore
import HoneStore

// For workers that show signs of life, and may lose a trial.
extension AskTell {
    /// The worker of a running trial lives: it is not given up before a time (seconds since 1970). Kept in memory only.
    ///
    /// - Throws: `StoreError.badTell` if the trial does not run, or somebody else runs it by now.
    package func extend(trial number: Int, attempt: Int, to time: Double) async throws {
        try await checkRunning(number, attempt: attempt)
        alive[number] = time
    }

    /// The same of all running trials.
    package func extendAll(to time: Double) async throws {
        for number in try await known().asked { alive[number] = time }
    }

    /// The worker cannot go on with the trial; the next who asks gets it.
    ///
    /// - Throws: `StoreError.badTell` if the trial does not run, or somebody else runs it by now.
    package func giveBack(trial number: Int, attempt: Int) async throws -> Trial {
        try await checkRunning(number, attempt: attempt)
        return try await tell(number, attempt: attempt) { _ in .lose(at: Date().timeIntervalSince1970) }
    }

    /// All trials as they are known here.
    package func history() async throws -> TrialHistory {
        _ = try await known()
        try await readNews()
        return TrialHistory(trials: ledger?.trials ?? TrialList(), revision: revision)
    }

    /// A trial as it is known here; nil if there is none of the number.
    package func trial(_ number: Int) async throws -> Trial? {
        if let trial = try await known().trial(number) { return trial }
        try await readNews()
        return ledger?.trial(number)
    }

    private func checkRunning(_ number: Int, attempt: Int) async throws {
        guard let trial = try await trial(number) else {
            // Says which numbers there are.
            _ = try await journal.store.trial(number, of: study)
            return
        }
        try check(trial)
        try check(trial, attempt: attempt)
        guard trial.state == .running else {
            throw StoreError.badTell(trial: number, problem: "it is \(trial.state.rawValue) and not run by anybody")
        }
    }
}
