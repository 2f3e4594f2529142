import Dispatch
import Synchronization

/// A training that is busy for minutes: on a thread of its own, so that those that serve async code stay free, and stopped by
/// Ctrl-C after the step in hand.
enum LongTraining {
    /// - Parameters:
    ///   - onStop: called at the first Ctrl-C.
    ///   - work: asks from time to time whether it should stop.
    static func run<Result: Sendable>(
        onStop: @escaping @Sendable () -> Void, _ work: @escaping @Sendable (_ isStopping: () -> Bool) throws -> Result
    ) async throws -> Result {
        let stop = StopFlag()
        let watch = InterruptWatch { count in
            stop.set()
            if count == 1 { onStop() }
        }
        defer { watch.stop() }
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "hone.training", qos: .userInitiated).async {
                continuation.resume(with: Swift.Result { try work { stop.isSet } })
            }
        }
    }
}

/// Set by Ctrl-C, read after each step.
private final class StopFlag: Sendable {
    private let value = Atomic(false)

    func set() { value.store(true, ordering: .relaxed) }
    var isSet: Bool { value.load(ordering: .relaxed) }
}
