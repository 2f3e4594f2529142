import Foundation
import Hone
import HoneCore
import Testing

@Suite("Trials and spaces that several sources have")
struct SharedTrialsTests {
    private func database(_ entries: PastTrialsSnapshot.Entry...) throws -> TrialDatabase {
        let database = try TrialDatabase.inMemory()
        try database.add(entries)
        return database
    }

    @Test("A trial that two sources hold stands once, under other names of the data too; repeats within a source stay")
    func duplicates() throws {
        let first = try DatabaseFixtures.entry(dataset: "german", source: "a", trials: 3)
        var second = try DatabaseFixtures.entry(dataset: "credit-g", source: "b", trials: 4)
        // A repeat in the second source: it stands twice there.
        var again = second.trials[0]
        again.id = "again"
        second.trials.append(again)
        let snapshot = try database(first, second).snapshot()
        #expect(snapshot.trialCount == 5)
        #expect(snapshot.entries.map(\.trials.count) == [3, 2])
        // Nothing is left of a source that holds the same: its task goes.
        let third = try DatabaseFixtures.entry(dataset: "german", source: "c", trials: 2)
        #expect(try database(first, third).snapshot().entries.map(\.task.source) == ["a"])
    }

    @Test("Another value, metric, dataset or model is another trial")
    func others() throws {
        let first = try DatabaseFixtures.entry(dataset: "german", source: "a")
        var value = try DatabaseFixtures.entry(dataset: "german", source: "b")
        for index in value.trials.indices { value.trials[index].value = 7 + Double(index) }
        var metric = try DatabaseFixtures.entry(dataset: "german", source: "c")
        metric.task.objective = Objective(.minimize, "error")
        let dataset = try DatabaseFixtures.entry(dataset: "wine", source: "d")
        let model = try DatabaseFixtures.entry(family: "net", dataset: "german", source: "e")
        let unnamed = try DatabaseFixtures.entry(dataset: nil, source: "f")
        #expect(try database(first, value, metric, dataset, model, unnamed).snapshot().trialCount == 18)
    }

    @Test("Spaces that differ in order, ranges or choices are one program's, and their union holds every trial")
    func union() throws {
        let narrow = try SearchSpace([
            Parameter("lr", .float(low: 1e-3, high: 0.1, scale: .log, step: nil), default: 0.01),
            Parameter("opt", .categorical(["adam", "sgd"])),
            Parameter(
                "momentum", .float(low: 0, high: 0.9, scale: .linear, step: nil),
                if: [Condition(parent: "opt", values: ["sgd"])]),
        ])
        let wide = try SearchSpace([
            Parameter("opt", .categorical(["rmsprop", "sgd"])),
            Parameter(
                "momentum", .float(low: 0.5, high: 1, scale: .linear, step: nil),
                if: [Condition(parent: "opt", values: ["sgd", "rmsprop"])]),
            Parameter("lr", .float(low: 1e-2, high: 1, scale: .linear, step: nil)),
        ])
        #expect(SpaceUnion.areSame(narrow, wide) && SpaceUnion.areSame(wide, narrow))
        let union = try #require(SpaceUnion.of([narrow, wide]))
        #expect(union.parameters.map(\.name) == ["lr", "opt", "momentum"])
        #expect(union["lr"]?.domain == .float(low: 1e-3, high: 1, scale: .log, step: nil))
        #expect(union["lr"]?.defaultValue == 0.01)
        #expect(union["opt"]?.domain == .categorical(["adam", "sgd", "rmsprop"]))
        #expect(union["momentum"]?.conditions == [Condition(parent: "opt", values: ["sgd", "rmsprop"])])
        let configurations: [HoneCore.Configuration] = [
            ["lr": 0.001, "opt": "adam"], ["lr": 0.1, "opt": "sgd", "momentum": 0.0],
            ["lr": 1.0, "opt": "rmsprop", "momentum": 1.0],
        ]
        for configuration in configurations { #expect(try union.canonical(configuration) == configuration) }
        let other = try SearchSpace([
            Parameter("lr", .categorical(["low", "high"])), narrow.parameters[1], narrow.parameters[2],
        ])
        #expect(!SpaceUnion.areSame(narrow, other) && SpaceUnion.of([narrow, other]) == nil)
    }

    @Test("The snapshot's programs join the tasks of one model, each task with its own space")
    func programs() throws {
        let first = try DatabaseFixtures.entry(dataset: "german", source: "a")
        var second = try DatabaseFixtures.entry(dataset: "wine", source: "b")
        second.task.space = try SearchSpace([
            Parameter("opt", .categorical(["sgd", "adam", "lion"])),
            Parameter("layers", .int(low: 2, high: 9, scale: .linear, step: nil)),
            Parameter("lr", .float(low: 1e-3, high: 2, scale: .log, step: nil)),
        ])
        let snapshot = try database(first, second).snapshot()
        let program = try #require(snapshot.programs.first)
        #expect(snapshot.programs.count == 1 && program.model == "mlp")
        #expect(program.tasks == ["a/mlp/german", "b/mlp/wine"])
        #expect(program.space["layers"]?.domain == .int(low: 1, high: 9, scale: .linear, step: nil))
        #expect(snapshot.entries[1].task.space == second.task.space)
    }
}
