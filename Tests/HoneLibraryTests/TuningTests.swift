import Foundation
import Hone
import Synchronization
import Testing

/// What a stranger does who writes `import Hone`: this target sees the public face only.
@Suite struct TuningTests {
    /// (x - 1)² + (y + 0.5)², lowest at (1, -0.5).
    private func bowl(
        optimizer: any Optimizer = .random, seed: UInt64 = 0, storage: StudyStorage = .memory
    ) throws -> Study {
        try Study(
            "bowl", minimize: "loss", parameters: [.float("x", -2...2), .float("y", -2...2)], optimizer: optimizer,
            seed: seed, storage: storage)
    }

    @Test("a function is tuned in memory in a few lines, and no file is written")
    func inMemory() async throws {
        let study = try bowl(optimizer: .gp)
        let result = try await study.optimize(trials: 25) { trial in
            try pow(trial.double("x") - 1, 2) + pow(trial.double("y") + 0.5, 2)
        }
        let best = try #require(result.best)
        #expect(result.counts == [.complete: 25])
        #expect(try #require(best.value) < 0.1)
        #expect(try abs(best.configuration.double("x") - 1) < 0.5)
        #expect(try await study.best == best)
        #expect(try await study.history.trials == result.history.trials)
        #expect(!FileManager.default.fileExists(atPath: try await study.stored.directory))
    }

    @Test("the same seed gives the same trials, another one others")
    func seeds() async throws {
        func configurations(seed: UInt64) async throws -> [Configuration] {
            let result = try await bowl(seed: seed).optimize(trials: 8) { try $0.double("x") }
            return result.history.trials.map(\.configuration)
        }
        let first = try await configurations(seed: 3)
        #expect(try await configurations(seed: 3) == first)
        #expect(try await configurations(seed: 4) != first)
    }

    @Test("every kind of parameter reaches the closure as its Swift type")
    func kinds() async throws {
        enum Activation: String, CaseIterable, TunableValue { case relu, gelu }
        let study = try Study(
            "kinds", maximize: "score",
            parameters: [
                .float("lr", 1e-5...1e-1, scale: .log, default: 1e-3), .float("dropout", 0...0.5, step: 0.25),
                .int("layers", 2...8, step: 2), .choice("optimizer", ["adam", "sgd"]),
                .choice("batch", [16, 32]), .choice("limit", ["auto", 0.5]), .choice("act", Activation.allCases),
                .ordinal("width", [16, 32, 64], scale: .log), .flag("bias"), .fixed("seed", 7),
                .float("momentum", 0...0.99, if: [.when("optimizer", is: "sgd")]),
            ], constraints: ["layers * width <= 256"], optimizer: .random)
        let result = try await study.optimize(trials: 40) { trial in
            #expect(try (1e-5...1e-1).contains(trial.double("lr")))
            #expect(try [0, 0.25, 0.5].contains(trial.double("dropout")))
            #expect(try [2, 4, 6, 8].contains(trial.int("layers")))
            #expect(try ["adam", "sgd"].contains(trial.string("optimizer")))
            let batch: Int = try trial["batch"]
            #expect([16, 32].contains(batch))
            #expect(["auto", 0.5].contains(trial.configuration["limit"]))
            let activation = try trial["act", as: Activation.self]
            #expect(Activation.allCases.contains(activation))
            #expect(try trial.int("layers") * trial.int("width") <= 256)
            _ = try trial.bool("bias")
            #expect(try trial.int("seed") == 7)
            #expect(try trial.isActive("momentum") == (trial.string("optimizer") == "sgd"))
            if trial.isActive("momentum") { #expect(try (0...0.99).contains(trial.double("momentum"))) }
            return try Double(trial.int("layers"))
        }
        #expect(result.counts == [.complete: 40])
        #expect(result.history.trials[0].suggestion?.origin == "start")
        #expect(try result.history.trials[0].configuration.double("lr") == 1e-3)
        #expect(try #require(result.best?.value) == 8)
    }

    @Test("an integer parameter can be read as a double")
    func widening() async throws {
        let study = try Study("w", minimize: "loss", parameters: [.int("n", 1...3)], optimizer: .random)
        let result = try await study.optimize(trials: 3) { try $0.double("n") }
        #expect(result.best?.value == 1)
    }

    @Test("a study whose space is exhausted ends")
    func exhausted() async throws {
        let study = try Study("e", minimize: "loss", parameters: [.flag("a"), .flag("b")], optimizer: .random)
        let result = try await study.optimize(trials: 10) { try $0.bool("a") ? 1 : 2 }
        #expect(result.stopped == .exhausted)
        #expect(result.counts == [.complete: 4])
    }

    @Test("metrics beside the objective, steps and files are kept with the trial")
    func metricsAndSteps() async throws {
        let study = try bowl()
        let result = try await study.optimize(trials: 2) { trial in
            try Data("weights".utf8).write(to: URL(fileURLWithPath: trial.directory + "/weights"))
            for step in 1...3 { trial.report(1 / Double(step), step: step) }
            trial.report(["accuracy": 0.5], step: 4)
            return ["loss": 0.25, "accuracy": 0.75]
        }
        #expect(result.history.trials.allSatisfy { $0.value == 0.25 && $0.metrics == ["accuracy": 0.75] })
        #expect(result.history.trials[0].reports.map(\.step) == [1, 2, 3])
    }

    @Test("an objective that was only reported as steps counts by its last one")
    func stepsOnly() async throws {
        let result = try await bowl().optimize(trials: 1) { trial in
            for step in 1...3 { trial.report(Double(step), step: step) }
            return [:]
        }
        #expect(result.best?.value == 3)
    }

    @Test("what a closure throws makes its trial fail with that message, and the study goes on")
    func failures() async throws {
        struct OutOfLuck: Error, CustomStringConvertible { var description: String { "out of luck\nsecond line" } }
        let result = try await bowl().optimize(trials: 4, parallel: 2) { trial in
            if trial.number == 1 { throw OutOfLuck() }
            if trial.number == 2 { return .nan }
            return 1
        }
        #expect(result.counts == [.complete: 2, .failed: 2])
        #expect(result.history.trials[1].failure?.message == "out of luck\nsecond line")
        #expect(result.history.trials[2].failure?.reason == .nonFinite)
    }

    @Test("too many failures end the study")
    func maxFailures() async throws {
        let result = try await bowl().optimize(trials: 50, maxFailures: 3) { _ -> Double in throw TrialStopped() }
        #expect(result.stopped == .failures(count: 3))
        #expect(result.best == nil)
        #expect(result.history.trials[0].failure?.message.contains("trial.shouldStop") == true)
    }

    @Test("events come in order, and all of them before the call returns")
    func events() async throws {
        let seen = Mutex<[String]>([])
        let note: @Sendable (StudyEvent) -> Void = { event in
            let word: String? =
                switch event {
                case .opened: "opened"
                case .started(let trial): "started \(trial.number)"
                case .finished(let trial): "finished \(trial.number)"
                case .improved(let trial, _): "improved \(trial.number)"
                case .ended: "ended"
                default: nil
                }
            if let word { seen.withLock { $0.append(word) } }
        }
        try await bowl().optimize(trials: 2, onEvent: note) { trial in Double(trial.number) }
        #expect(
            seen.withLock { $0 } == [
                "opened", "started 0", "finished 0", "improved 0", "started 1", "finished 1", "ended",
            ])
    }
}
