import Foundation
import Hone
import Synchronization
import Testing

/// Studies in a file: they go on where they stopped.
@Suite final class StoredStudyTests {
    private let folder = NSTemporaryDirectory() + "/hone-library-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func study(high: Double = 1, optimizer: any Optimizer = .random) throws -> Study {
        try Study(
            "stored", minimize: "loss", parameters: [.float("x", 0...high)], optimizer: optimizer,
            storage: .file(folder + "/hone.db"))
    }

    @Test("the same call goes on where the first one stopped and runs nothing again")
    func resumes() async throws {
        let calls = Mutex<[Int]>([])
        @Sendable func evaluate(_ trial: RunningTrial) throws -> Double {
            calls.withLock { $0.append(trial.number) }
            return try trial.double("x")
        }
        let first = try await study().optimize(trials: 4, evaluate)
        let second = try await study().optimize(trials: 6, evaluate)
        let third = try await study().optimize(trials: 6, evaluate)
        #expect(calls.withLock { $0 } == Array(0..<6))
        #expect(second.history.trials.prefix(4).elementsEqual(first.history.trials))
        #expect(third.finishedNow == 0)
        #expect(third.best == second.best)
    }

    @Test("a study that stopped at a mistake goes on once the closure is mended")
    func resumesAfterAnError() async throws {
        await #expect(throws: ParameterAccessError.self) {
            try await self.study().optimize(trials: 3) { try $0.double("y") }
        }
        let result = try await study().optimize(trials: 3) { try $0.double("x") }
        #expect(result.counts[.complete] == 3)
    }

    @Test("the same study, run whole or in parts, makes the same suggestions")
    func partsAreLikeTheWhole() async throws {
        let whole = try await Study("stored", minimize: "loss", parameters: [.float("x", 0...1)], optimizer: .gp)
            .optimize(trials: 9) { try $0.double("x") }
        for trials in [2, 7, 9] { try await study(optimizer: .gp).optimize(trials: trials) { try $0.double("x") } }
        let parts = try await study(optimizer: .gp).history
        #expect(parts.trials.map(\.configuration) == whole.history.trials.map(\.configuration))
    }

    @Test("another description under the same name is refused until it is adopted")
    func changed() async throws {
        try await study().optimize(trials: 2) { try $0.double("x") }
        let other = try study(high: 2)
        await #expect {
            try await other.optimize(trials: 3) { try $0.double("x") }
        } throws: { error in
            guard case .changed(_, let differences)? = error as? StudyError else { return false }
            return differences.count == 1 && differences[0].contains("parameters.x")
        }
        try await other.adoptDescription()
        let result = try await other.optimize(trials: 3) { try $0.double("x") }
        #expect(result.counts == [.complete: 3])
    }

    @Test("two studies cannot run in one store at the same time under one name, and the second is told who does")
    func owned() async throws {
        let study = try study()
        let other = try self.study()
        let run = try await study.start(trials: 1) { trial in
            while !trial.shouldStop { try await Task.sleep(for: .milliseconds(5)) }
            return 1.0
        }
        for await event in run.events {
            guard case .started = event else { continue }
            await #expect {
                try await other.optimize(trials: 1) { _ in 1.0 }
            } throws: { error in
                if case .owned? = error as? StoreError { true } else { false }
            }
            run.stopNow()
        }
        #expect(try await run.result.stopped == .requestedNow)
    }

    @Test("a store that cannot be opened is a HoneError that names it")
    func noFolder() async throws {
        let study = try Study(
            "s", minimize: "loss", parameters: [.float("x", 0...1)], optimizer: .random,
            storage: .file(folder + "/none/hone.db"))
        await #expect {
            try await study.optimize(trials: 1) { _ in 1.0 }
        } throws: { error in
            guard case .noFolder(let path, _)? = error as? StoreError else { return false }
            return path == self.folder + "/none/hone.db"
        }
        // The next call tries again.
        try FileManager.default.createDirectory(atPath: folder + "/none", withIntermediateDirectories: true)
        #expect(try await study.optimize(trials: 1) { _ in 1.0 }.counts == [.complete: 1])
    }

    @Test("ask and tell work on the same study, with the study's optimiser")
    func askAndTell() async throws {
        let study = try study()
        while let trial = try await study.ask(), trial.number < 3 {
            try await study.tell(trial, try trial.configuration.double("x"))
        }
        let asked = try #require(try await study.history.trials.last)
        try await study.tellFailed(asked, message: "the node died")
        await #expect(throws: StoreError.self) { try await study.tell(asked, 1) }
        let history = try await study.history
        #expect(history.trials.map(\.state) == [.complete, .complete, .complete, .failed])
        #expect(history.trials[3].failure?.message == "the node died")
        let result = try await study.optimize(trials: 5) { try $0.double("x") }
        #expect(result.finishedNow == 1)
    }
}
