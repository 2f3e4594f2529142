import Dispatch
import Foundation
import Synchronization

/// Hears Ctrl-C, so that a study ends in good order; a third one ends the tool on the spot.
///
/// Owned by the command that runs the study. Trials outlive the tool in any case, so nothing is lost.
final class InterruptWatch {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter action: called with 1 for the first Ctrl-C, 2 for the second. SIGTERM counts as both at once.
    init(_ action: @escaping @Sendable (_ count: Int) -> Void) {
        let queue = DispatchQueue(label: "hone.interrupt")
        let counter = Counter()
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                let count = counter.value.add(1, ordering: .relaxed).newValue
                if number == SIGTERM, count == 1 { action(1) }
                guard count <= 2 else { Self.endAtOnce() }
                action(number == SIGTERM ? 2 : count)
            }
            source.resume()
            return source
        }
    }

    func stop() {
        for source in sources { source.cancel() }
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
    }

    private static func endAtOnce() -> Never {
        if Terminal.current.isInteractive { Console.screen("\u{1B}[?25h") }
        _exit(130)
    }

    /// Shared by the two sources.
    private final class Counter: Sendable {
        let value = Atomic(0)
    }
}
