import Foundation
import Hone
import HoneBase
import HoneCore
import HoneSearch
import HoneServer
import HoneStore
import Testing

/// A study in a folder of its own, served as the test wants.
final class ServerBench: Sendable {
    let folder: String
    let store: TrialStore
    let study: StoredStudy
    let lease: StudyLease

    init(script: String = "echo loss: $1", _ change: (inout StudyDescription) throws -> Void = { _ in }) async throws {
        folder = NSTemporaryDirectory() + "hone-serve-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(script.utf8).write(to: URL(fileURLWithPath: folder + "/program.sh"))
        store = try TrialStore(path: folder + "/hone.db")
        var description = StudyDescription(
            name: "s", command: ["sh", folder + "/program.sh", "{x}"], objectives: [Objective(.minimize, "loss")],
            space: try SearchSpace([.float("x", 0...1)]), usesDefault: false)
        try change(&description)
        study = try await store.createStudy(description)
        lease = try await store.acquireLease(of: study)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func service(patience: Double = 60, trials: Int? = nil) async throws -> StudyService {
        try await StudyService(
            store: store, study: study, lease: lease, optimizer: RandomOptimizer(),
            settings: .init(patience: patience, trials: trials))
    }

    /// Serves on a free port while the body runs.
    func serving<Result: Sendable>(
        _ service: StudyService, token: BearerToken? = nil, _ body: (String) async throws -> Result
    ) async throws -> Result {
        let server = try StudyServer(service, at: try ServerAddress(parsing: "127.0.0.1:0"), token: token)
        let (ports, port) = AsyncStream<UInt16>.makeStream()
        let running = Task { try await server.run { port.yield($0) } }
        var iterator = ports.makeAsyncIterator()
        guard let number = await iterator.next() else { throw CancellationError() }
        do {
            let result = try await body("http://127.0.0.1:\(number)")
            await server.stop()
            running.cancel()
            _ = try? await running.value
            return result
        } catch {
            await server.stop()
            running.cancel()
            throw error
        }
    }
}

extension StudyService {
    /// A request's answer as JSON.
    func send(_ method: String, _ path: String, _ body: String = "") async throws -> (status: Int, body: JSON) {
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        var query: [(name: String, value: String)] = []
        for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            query.append((sides[0], sides.count > 1 ? sides[1] : ""))
        }
        let answer = await answer(
            ServiceRequest(method: method, path: parts[0], query: query, body: Array(body.utf8)))
        return (answer.status, try JSON(parsing: answer.body))
    }
}
