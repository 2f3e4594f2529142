import Foundation
import Hone
import HoneCore
import Testing

@Suite("Cutting a past task into studies")
struct StudyCutsTests {
    private static func entry(seed: UInt64 = 7, trials count: Int = 80) throws -> PastTrialsSnapshot.Entry {
        let space = try SearchSpace([
            Parameter("lr", .float(low: 1e-4, high: 1, scale: .log, step: nil), default: 0.01),
            Parameter("layers", .int(low: 1, high: 4, scale: .linear, step: nil), default: 2),
            Parameter("width", .ordinal([16, 32, 64, 128], scale: .log), default: 32),
            Parameter("opt", .categorical(["adam", "sgd", "rmsprop"]), default: "adam"),
            Parameter(
                "momentum", .float(low: 0, high: 1, scale: .linear, step: nil),
                if: [Condition(parent: "opt", values: ["sgd", "rmsprop"])]),
            Parameter("nesterov", .categorical([true, false]), if: [Condition(parent: "opt", values: ["sgd"])]),
        ])
        var random = SystemRandom(state: seed)
        let trials = (0..<count).map { index -> PastTrial in
            var configuration: HoneCore.Configuration = [
                "lr": .float(pow(10, Double.random(in: -4...0, using: &random))),
                "layers": .int(Int.random(in: 1...4, using: &random)),
                "width": [16, 32, 64, 128].randomElement(using: &random) ?? 16,
                "opt": ["adam", "sgd", "rmsprop"].randomElement(using: &random) ?? "adam",
            ]
            if configuration["opt"] != "adam" {
                configuration["momentum"] = .float(Double.random(in: 0...1, using: &random))
            }
            if configuration["opt"] == "sgd" { configuration["nesterov"] = .bool(Bool.random(using: &random)) }
            return PastTrial(
                id: "trial \(index)", configuration: configuration, value: Double.random(in: 0...1, using: &random))
        }
        return PastTrialsSnapshot.Entry(
            task: PastTask(
                id: "test/net/wine", family: "net", task: TaskDescription(model: "net", dataset: "wine"),
                summary: "a network", space: space, objective: Objective(.minimize, "loss"), source: "test"),
            trials: trials)
    }

    private struct SystemRandom: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    @Test("Every cut is consistent: its trials belong to its space, and are the task's with the same values")
    func consistent() throws {
        let entry = try Self.entry()
        let values = Dictionary(uniqueKeysWithValues: entry.trials.map { ($0.id, $0.value) })
        var kinds: Set<String> = []
        for seed in 0..<20 {
            for cut in StudyCuts(seed: UInt64(seed)).cuts(of: entry, count: 10) {
                #expect(cut.trials.count >= 10)
                #expect(cut.task.space != entry.task.space)
                for trial in cut.trials {
                    #expect(try cut.task.space.canonical(trial.configuration) == trial.configuration)
                    #expect(values[trial.id] == .some(trial.value))
                    let original = entry.trials.first { $0.id == trial.id }?.configuration
                    for (name, value) in trial.configuration.values { #expect(original?[name] == value) }
                }
                #expect(Set(cut.trials.map(\.value)).count > 1)
                #expect(cut.task.objective == entry.task.objective && cut.task.task == entry.task.task)
                for parameter in cut.task.space.parameters {
                    let before = try #require(entry.task.space[parameter.name])
                    if parameter.domain != before.domain { kinds.insert("domain") }
                    if parameter.conditions != before.conditions { kinds.insert("condition") }
                }
                if cut.task.space.parameters.count < entry.task.space.parameters.count { kinds.insert("fewer") }
                if cut.trials.count < entry.trials.count { kinds.insert("trials") }
                if cut.task.summary != entry.task.summary { kinds.insert("summary") }
            }
        }
        #expect(kinds == ["domain", "condition", "fewer", "trials", "summary"])
    }

    @Test("The same seed gives the same cuts, another one gives others")
    func seeded() throws {
        let entry = try Self.entry()
        func spaces(_ seed: UInt64) -> [SearchSpace] {
            StudyCuts(seed: seed).cuts(of: entry, count: 8).map(\.task.space)
        }
        #expect(spaces(1) == spaces(1))
        #expect(spaces(1) != spaces(2))
        // The first cuts do not depend on how many are asked for.
        #expect(StudyCuts(seed: 1).cuts(of: entry, count: 3).map(\.task.space) == Array(spaces(1).prefix(3)))
    }

    @Test("A task that gives no studies gives none")
    func nothing() throws {
        var entry = try Self.entry(trials: 9)
        #expect(StudyCuts(seed: 1).cuts(of: entry, count: 5).isEmpty)
        entry = try Self.entry()
        for index in entry.trials.indices { entry.trials[index].value = 1 }
        #expect(StudyCuts(seed: 1).cuts(of: entry, count: 5).isEmpty)
        entry.trials = []
        #expect(StudyCuts(seed: 1).cuts(of: entry, count: 5).isEmpty)
    }
}
