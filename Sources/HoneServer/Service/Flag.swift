import Synchronization

/// What is false at first and true from then on. A class because everybody looks at the same one.
final class Flag: Sendable {
    private let state = Mutex(false)

    func set() { state.withLock { $0 = true } }
    var isSet: Bool { state.withLock { $0 } }
}
