import HoneBenchmarks
import Synchronization

/// Methods that are made when they are first needed, and once: weights take a moment. A class because of this.
final class MadeMethods: Sendable {
    private let make: @Sendable (String) throws -> BenchmarkMethod
    private let made = Mutex<[String: BenchmarkMethod]>([:])

    init(_ make: @escaping @Sendable (String) throws -> BenchmarkMethod) {
        self.make = make
    }

    func method(_ name: String) throws -> BenchmarkMethod {
        try made.withLock { made in
            if let known = made[name] { return known }
            let new = try make(name)
            made[name] = new
            return new
        }
    }
}
