import Foundation
import Hone
import HoneCore
import HoneSearch

/// What a study costs beside its trials: random configurations of one parameter, evaluated by a function that does nothing,
/// in a store on the disk.
package struct LibraryBenchmark: Sendable {
    /// Trials whose time is taken at the beginning and at the end.
    static let window = 1000

    package struct Measurement: Sendable, Codable {
        /// Seconds of all trials; opening the store is not counted.
        package var seconds: Double
        /// Seconds of the first thousand and of the last; nil where there are fewer than two thousand.
        package var first: Double?
        package var last: Double?
    }

    let path: String
    let trials: Int

    /// - Parameters:
    ///   - path: the store's file, which must not exist yet.
    ///   - trials: how many.
    package init(path: String, trials: Int) {
        self.path = path
        self.trials = trials
    }

    private func study(in store: TrialStore) async throws -> StoredStudy {
        var description = StudyDescription(
            name: "library", objectives: [Objective(.minimize, "loss")],
            space: try SearchSpace([Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil))]))
        description.running.trials = trials
        return try await store.createStudy(description)
    }

    /// A runner starts the trials, one after the other, in this process.
    package func run() async throws -> Measurement {
        let store = try TrialStore(path: path)
        let study = try await study(in: store)
        let runner = try StudyRunner(
            store: store, study: study, optimizer: RandomOptimizer(),
            executor: FunctionExecutor { trial in ["loss": trial.configuration["x"]?.number ?? 0] })
        let began = ContinuousClock.now
        _ = try await runner.run()
        return Measurement(seconds: (ContinuousClock.now - began).inSeconds)
    }

    /// Each trial is asked for and told, as by a program that evaluates them itself.
    package func tell() async throws -> Measurement {
        let store = try TrialStore(path: path)
        let study = try await study(in: store)
        let dialogue = AskTell(store: store, study: study)
        let optimizer = RandomOptimizer()
        let began = ContinuousClock.now
        var marks: [Double] = []
        for number in 0..<trials {
            if number == Self.window || number == trials - Self.window {
                marks.append((ContinuousClock.now - began).inSeconds)
            }
            guard let trial = try await dialogue.ask(using: optimizer) else { break }
            _ = try await dialogue.tell(
                trial: trial.number, values: ["loss": trial.configuration["x"]?.number ?? 0])
        }
        let seconds = (ContinuousClock.now - began).inSeconds
        guard marks.count == 2 else { return Measurement(seconds: seconds) }
        return Measurement(seconds: seconds, first: marks[0], last: seconds - marks[1])
    }
}
