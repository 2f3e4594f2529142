import Foundation
import Hone
import Synchronization
import Testing

/// Mistakes of a library's user, and what he is told.
@Suite struct MistakesTests {
    private func study(storage: StudyStorage = .memory) throws -> Study {
        try Study(
            "s", minimize: "loss",
            parameters: [
                .float("learning_rate", 1e-5...1e-1, scale: .log), .int("layers", 1...8),
                .choice("optimizer", ["adam", "sgd"]),
                .float("momentum", 0...0.9, if: [.when("optimizer", is: "sgd")]),
            ], optimizer: .random, storage: storage)
    }

    /// The error that a study ends with whose closure is wrong, and how often the closure was called.
    private func mistake(
        _ closure: @escaping @Sendable (RunningTrial) throws -> Double
    ) async throws -> (error: any HoneError, calls: Int, study: Study) {
        let study = try study()
        let calls = Mutex(0)
        do {
            try await study.optimize(trials: 20) { trial in
                calls.withLock { $0 += 1 }
                return try closure(trial)
            }
        } catch let error as any HoneError {
            return (error, calls.withLock { $0 }, study)
        }
        throw Missing()
    }

    private struct Missing: Error {}

    @Test("a misspelt name ends the study at its first trial and names the nearest parameter")
    func misspelt() async throws {
        let (error, calls, study) = try await mistake { try $0.double("learning_rat") }
        #expect(error is ParameterAccessError)
        #expect(
            "\(error)" == "parameter learning_rat: there is no parameter of this name; did you mean learning_rate?")
        #expect(error.fault == .program)
        #expect(calls == 1)
        // Once the closure is mended, no trial is missing.
        #expect(try await study.history.trials.map(\.state) == [.cancelled])
        let result = try await study.optimize(trials: 3) { try $0.double("learning_rate") }
        #expect(result.counts == [.cancelled: 1, .complete: 3])
    }

    @Test("a wrong type ends the study and says how to read the parameter")
    func wrongType() async throws {
        let (error, calls, _) = try await mistake { try Double($0.int("learning_rate")) }
        #expect("\(error)".contains("is a Double, which cannot be read as Int; read it as a Double"))
        #expect("\(error)".contains("double(\"learning_rate\")"))
        #expect(calls == 1)
    }

    @Test("a parameter that is not active says when it is")
    func inactive() async throws {
        let (error, _, _) = try await mistake { try $0.double("momentum") }
        #expect(
            "\(error)"
                == "parameter momentum: it is not active in this configuration; read it only where optimizer is sgd")
    }

    @Test("metrics without the objective end the study and name what was returned")
    func missingObjective() async throws {
        let study = try study()
        await #expect {
            try await study.optimize(trials: 20) { _ in ["los": 1] }
        } throws: { error in
            guard case .missingObjective("loss", returned: ["los"])? = error as? StudyError else { return false }
            return "\(error)".contains("return loss, or optimise los")
        }
        #expect(try await study.history.trials.count == 1)
    }

    @Test("settings that make no sense are refused before anything runs")
    func settings() async throws {
        let study = try study()
        await #expect(throws: StudyError.self) { try await study.optimize(trials: 0) { _ in 1 } }
        await #expect(throws: StudyError.self) { try await study.optimize(trials: 1, parallel: 0) { _ in 1 } }
        await #expect(throws: StudyError.self) { try await study.optimize(trials: 1, timeout: .zero) { _ in 1 } }
        await #expect(throws: StudyError.self) { try await study.optimize(trials: 1, maxFailures: 0) { _ in 1 } }
        #expect(try await study.history.trials.isEmpty)
    }

    @Test("a space or a name that makes no sense is a HoneError that says where and what", arguments: 0..<5)
    func descriptions(_ index: Int) {
        let makers: [@Sendable () throws -> Study] = [
            { try Study("a/b", minimize: "loss", parameters: [.float("x", 0...1)]) },
            { try Study("a", minimize: "loss", parameters: []) },
            { try Study("a", minimize: "loss", parameters: [.float("x", 0...1, scale: .log)]) },
            { try Study("a", minimize: "loss", parameters: [.float("x", 0...1), .float("x", 0...2)]) },
            { try Study("a", minimize: "loss", parameters: [.int("x", 0...9)], constraints: ["y < 3"]) },
        ]
        #expect {
            try makers[index]()
        } throws: { error in
            guard let error = error as? any HoneError else { return false }
            return error.place != nil && error.fault == .input && !error.description.contains(" -p ")
        }
    }

    @Test("an optimiser's error ends the study as it is")
    func optimizersError() async throws {
        struct Broken: Error {}
        struct Failing: Optimizer {
            func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64)
                async throws -> [Suggestion]
            { throw Broken() }
        }
        let study = try Study("s", minimize: "loss", parameters: [.float("x", 0...1)], optimizer: Failing())
        await #expect(throws: Broken.self) { try await study.optimize(trials: 3) { _ in 1 } }
    }

    @Test("a suggestion outside the space is refused with the parameter's name")
    func outsideTheSpace() async throws {
        struct Wild: Optimizer {
            func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64)
                async throws -> [Suggestion]
            { [Suggestion(["x": 2])] }
        }
        let study = try Study("s", minimize: "loss", parameters: [.float("x", 0...1)], optimizer: Wild())
        await #expect(throws: SpaceError.self) { try await study.optimize(trials: 3) { _ in 1 } }
    }
}
