import Synchronization

/// Hands the events of an attempt to whoever attaches to it, those from before included.
final class EventSink: Sendable {
    typealias Stream = AsyncThrowingStream<TrialEvent, any Error>

    private struct State {
        /// What nobody has listened to yet; the end alone once it was told.
        var past: [TrialEvent] = []
        var failure: (any Error)?
        var isOver = false
        var listener: Stream.Continuation?

        /// - Returns: who is to be told so.
        mutating func close() -> Stream.Continuation? {
            isOver = true
            defer { listener = nil }
            return listener
        }
    }

    private let state = Mutex(State())

    var isOver: Bool { state.withLock { $0.isOver } }

    /// Tells an event; after the end nothing more is told.
    func tell(_ event: TrialEvent) {
        // The stream is finished outside the lock: its listener may ask something when it is told.
        let listener: Stream.Continuation? = state.withLock { state in
            guard !state.isOver else { return nil }
            if let listener = state.listener { listener.yield(event) } else { state.past.append(event) }
            guard case .ended = event else { return nil }
            if state.listener != nil { state.past = [event] }
            return state.close()
        }
        listener?.finish()
    }

    /// Tells that the attempt cannot be followed any further.
    func fail(_ error: any Error) {
        let listener: Stream.Continuation? = state.withLock { state in
            guard !state.isOver else { return nil }
            state.failure = error
            return state.close()
        }
        listener?.finish(throwing: error)
    }

    /// All events from the beginning, the end last, for the one who listens. (One who comes later hears the end only.)
    func stream(onTermination: @escaping @Sendable () -> Void = {}) -> Stream {
        Stream { continuation in
            continuation.onTermination = { _ in onTermination() }
            let (isOver, failure): (Bool, (any Error)?) = state.withLock { state in
                for event in state.past { continuation.yield(event) }
                guard !state.isOver else { return (true, state.failure) }
                state.past = []
                state.listener = continuation
                return (false, nil)
            }
            if isOver { continuation.finish(throwing: failure) }
        }
    }
}
