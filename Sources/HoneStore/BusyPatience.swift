import Foundation
import Synchronization

/// How long a transaction waits for another process's lock: up to a time-out, with pauses that grow as SQLite's own do
/// (`sqliteDefaultBusyCallback`), or not at all on the thread of somebody who would rather wait elsewhere.
///
/// A class because a database's connections and those who write share it.
final class BusyPatience: Sendable {
    private let timeout: Double
    /// The thread that does not wait; 0: none.
    private let impatient = Atomic<UInt>(0)

    /// Seconds of the first pauses; later ones are as the last.
    private static let pauses = [0.001, 0.002, 0.005, 0.010, 0.015, 0.020, 0.025, 0.025, 0.025, 0.050, 0.050, 0.100]

    /// - Parameter timeout: seconds.
    init(timeout: Double) { self.timeout = timeout }

    /// SQLite's busy handler: waits, and says whether to try again.
    ///
    /// - Parameter tries: how often it was asked for this lock before.
    func isWorthAnotherTry(_ tries: Int) -> Bool {
        guard impatient.load(ordering: .relaxed) != Self.thread else { return false }
        let known = Self.pauses.count
        let waited = Self.pauses.prefix(tries).reduce(0, +) + Double(max(0, tries - known)) * Self.pauses[known - 1]
        let pause = min(Self.pauses[min(tries, known - 1)], timeout - waited)
        guard pause > 0 else { return false }
        Thread.sleep(forTimeInterval: pause)
        return true
    }

    /// Runs something on this thread that fails at once where a lock is taken.
    ///
    /// - Returns: nil, with nothing run, if another thread is doing the same.
    func withoutWaiting<Value>(_ body: () throws -> Value) rethrows -> Value? {
        let (isOurs, _) = impatient.compareExchange(expected: 0, desired: Self.thread, ordering: .acquiringAndReleasing)
        guard isOurs else { return nil }
        defer { impatient.store(0, ordering: .releasing) }
        return try body()
    }

    private static var thread: UInt {
        #if canImport(Darwin)
            UInt(bitPattern: pthread_self())
        #else
            UInt(pthread_self())
        #endif
    }
}
