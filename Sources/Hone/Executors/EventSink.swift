import Synchronization

/// Hands the events of an attempt to whoever attaches to it, those from before included.
final class EventSink: Sendable {
    typealias Stream = AsyncThrowingStream<TrialEvent, any Error>

    private struct State {
        var past: [TrialEvent] = []
        var failure: (any Error)?
        var isOver = false
        var listener: Stream.Continuation?
    }

    private let state = Mutex(State())

    /// Tells an event; after the end nothing more is told.
    func tell(_ event: TrialEvent) {
        state.withLock { state in
            guard !state.isOver else { return }
            if let listener = state.listener { listener.yield(event) } else { state.past.append(event) }
            guard case .ended = event else { return }
            state.isOver = true
            if state.listener != nil { state.past = [event] }
            state.listener?.finish()
            state.listener = nil
        }
    }

    /// Tells that the attempt cannot be followed any further.
    func fail(_ error: any Error) {
        state.withLock { state in
            guard !state.isOver else { return }
            state.isOver = true
            state.failure = error
            state.listener?.finish(throwing: error)
            state.listener = nil
        }
    }

    var isOver: Bool { state.withLock { $0.isOver } }

    /// All events from the beginning, the end last, for the one who listens. (One who comes later hears the end only.)
    func stream(onTermination: @escaping @Sendable () -> Void = {}) -> Stream {
        Stream { continuation in
            continuation.onTermination = { _ in onTermination() }
            state.withLock { state in
                for event in state.past { continuation.yield(event) }
                if state.isOver { return continuation.finish(throwing: state.failure) }
                state.past = []
                state.listener = continuation
            }
        }
    }
}
