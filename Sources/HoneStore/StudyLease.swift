import Foundation
import Synchronization

/// One process's right to run a study, kept alive by a heartbeat in the store until it is released or the process ends.
///
/// The heartbeat has a thread of its own, so that neither a suggestion that computes for long nor a full thread pool can
/// delay it. Owned by the `StudyRunner` that acquired it.
public final class StudyLease: Sendable {
    /// Seconds between heartbeats.
    static let heartbeatInterval = 2.0
    /// Seconds without a heartbeat after which another machine's process counts as gone.
    static let staleAfter = 10.0

    let token: String
    let study: StoredStudy
    private let store: TrialStore
    private let queue = DispatchQueue(label: "hone.lease", qos: .userInitiated)
    private let state = Mutex(State.held)

    private enum State: Sendable {
        case held
        case released
        case lost(any Error)
    }

    init(token: String, study: StoredStudy, store: TrialStore, onLoss: @escaping @Sendable (any Error) -> Void) {
        self.token = token
        self.study = study
        self.store = store
        scheduleBeat(onLoss: onLoss)
    }

    /// Why the lease is no longer ours, or nil while it is.
    public var loss: (any Error)? {
        state.withLock { if case .lost(let error) = $0 { error } else { nil } }
    }

    /// Gives the study back.
    public func release() async {
        state.withLock { $0 = .released }
        await store.removeLease(token: token)
    }

    /// The next heartbeat; the chain ends when the lease is released, lost or forgotten.
    private func scheduleBeat(onLoss: @escaping @Sendable (any Error) -> Void) {
        queue.asyncAfter(deadline: .now() + Self.heartbeatInterval) { [weak self] in
            guard let self, case .held = self.state.withLock({ $0 }) else { return }
            if let error = self.beat() {
                let isNews = self.state.withLock { state in
                    guard case .held = state else { return false }
                    state = .lost(error)
                    return true
                }
                if isNews { onLoss(error) }
            } else {
                self.scheduleBeat(onLoss: onLoss)
            }
        }
    }

    /// One heartbeat.
    ///
    /// - Returns: the error if the lease is gone; a store that is busy or full is tried again at the next heartbeat.
    private func beat() -> (any Error)? {
        do {
            try store.renewLease(token: token, study: study)
            return nil
        } catch let error as StoreError {
            switch error {
            case .leaseLost, .gone: return error
            default: return nil
            }
        } catch {
            return nil
        }
    }
}
