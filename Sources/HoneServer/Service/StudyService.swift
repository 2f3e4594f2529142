import Foundation
import Hone
import HoneBase
import HoneCore
import HoneStore
import Synchronization

/// A study for workers elsewhere: they ask for trials, report steps, keep trials alive by heartbeats, and tell what came of them.
///
/// A worker that is silent for longer than `patience` loses its trial, which is handed out once more; what it tells of it after that is
/// refused. So nothing is counted twice, and a dead worker costs one trial's time.
package struct StudyService: Sendable {
    /// What does not change while a study is served.
    package struct Settings: Sendable {
        /// Seconds without a word after which a worker's trial is handed out again.
        package var patience: Double
        /// Finished trials at which nothing more is handed out; nil for no limit.
        package var trials: Int?
        /// Starts of a trial before it counts as lost.
        package var starts: Int

        package init(patience: Double = 60, trials: Int? = nil, starts: Int = 2) {
            self.patience = patience
            self.trials = trials
            self.starts = starts
        }
    }

    let study: StoredStudy
    let settings: Settings
    private let desk: AskTell
    private let optimizer: any Optimizer
    /// Whether the server is being stopped; workers that find it gone wait for it.
    private let ending: Flag
    /// Whether nothing is left to hand out, and nothing runs.
    private let isOver: Flag

    /// - Parameter lease: of this process: while it is held nobody else asks.
    package init(
        store: TrialStore, study: StoredStudy, lease: StudyLease, optimizer: any Optimizer, settings: Settings
    ) async throws {
        self.study = study
        self.settings = settings
        self.optimizer = optimizer
        desk = AskTell(store: store, study: study, lease: lease)
        ending = Flag()
        isOver = Flag()
        // Workers of an earlier life of this server are given the time to say that they are still there.
        try await desk.extendAll(to: Date().timeIntervalSince1970 + settings.patience)
    }

    /// Returns when all trials that were asked for are there, or the space has no more, or the study was taken over by another process.
    package func waitForEnd(or failure: ServingFailure) async throws {
        while failure.error == nil {
            if let total = settings.trials {
                let trials = try await history().trials
                let finished = trials.counts.reduce(0) { $0 + ($1.key.countsTowardsTotal ? $1.value : 0) }
                let open = (trials.counts[.running] ?? 0) + (trials.counts[.waiting] ?? 0)
                if finished >= total, open == 0 { isOver.set() }
            }
            if isOver.isSet {
                // Workers that ask once more hear that there is nothing left.
                return try await Task.sleep(for: .seconds(Self.farewell))
            }
            try await Task.sleep(for: .seconds(Self.look))
        }
    }

    /// Seconds between two looks at how far the study is, and between its end and the server's.
    private static let look = 0.5
    private static let farewell = 3.0

    /// From now on no trial is handed out: the server is being stopped. What runs goes on, for the next server to hear of.
    package func end() { ending.set() }

    var description: StudyDescription { study.description }

    // MARK: - What workers say

    /// Up to so many trials to run now.
    func ask(_ count: Int) async throws -> (trials: [Trial], isDone: Bool) {
        var trials: [Trial] = []
        guard !isOver.isSet else { return ([], true) }
        guard !ending.isSet else { return ([], false) }
        let rules = AskTell.Rules(expiry: settings.patience, total: settings.trials, starts: settings.starts)
        while trials.count < count {
            switch try await desk.offer(using: optimizer, rules) {
            case .trial(let trial): trials.append(trial)
            case .nothingNow: return (trials, false)
            case .nothingMore:
                isOver.set()
                return (trials, trials.isEmpty)
            }
        }
        return (trials, false)
    }

    /// - Returns: why the trial should stop; nil if it should go on.
    func report(_ number: Int, attempt: Int, step: Int, metrics: [String: Double]) async throws -> String? {
        let reason = try await desk.report(trial: number, attempt: attempt, step: step, values: metrics)
        try await heartbeat(number, attempt: attempt)
        return reason
    }

    /// The worker lives, and runs the trial.
    ///
    /// - Returns: until when nobody else gets it (seconds since 1970).
    @discardableResult
    func heartbeat(_ number: Int, attempt: Int) async throws -> Double {
        let time = Date().timeIntervalSince1970 + settings.patience
        try await desk.extend(trial: number, attempt: attempt, to: time)
        return time
    }

    func tell(_ number: Int, attempt: Int, _ outcome: TrialMessage.Outcome) async throws -> Trial {
        switch outcome {
        case .metrics(let values): try await desk.tell(trial: number, attempt: attempt, values: values)
        case .failed(let failure): try await desk.tellFailed(trial: number, attempt: attempt, failure)
        case .pruned(let reason): try await desk.tellPruned(trial: number, attempt: attempt, reason: reason)
        case .returned: try await desk.giveBack(trial: number, attempt: attempt)
        }
    }

    // MARK: - What anybody may look at

    func history() async throws -> TrialHistory { try await desk.history() }

    func trial(_ number: Int) async throws -> Trial? { try await desk.trial(number) }
}

/// Why serving cannot go on, once that is so.
package final class ServingFailure: Sendable {
    private let state = Mutex<(any Error)?>(nil)

    package init() {}

    package func note(_ error: any Error) { state.withLock { $0 = $0 ?? error } }
    package var error: (any Error)? { state.withLock { $0 } }
}
