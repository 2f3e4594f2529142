import Foundation
import Hone
import HoneCore
import HoneLanguageModel
import HoneSearch
import Testing

@Suite("What auto stands for")
struct AutomaticChoiceTests {
    private func record(_ families: [FamilySummary]) -> FineTuningRecord {
        FineTuningRecord(
            name: "tabular", baseModel: "tiny", recipe: TinyBase.recipe(), snapshotHash: "abc", leftOut: [],
            datasets: [],
            trials: 24, stepsDone: 6, tokens: 1, losses: [], evaluations: [], heldOutTasks: [], families: families)
    }

    private func study(_ space: SearchSpace, model: String?, objectives: Int = 1) -> StudyDescription {
        StudyDescription(
            name: "s", objectives: (0..<objectives).map { Objective(.minimize, "error\($0)") },
            task: TaskDescription(model: model), space: space)
    }

    private func families() throws -> [FamilySummary] { [try #require(FamilySummary([TinyBase.entry("iris")]))] }

    @Test("A study like the past tasks gets lm, and the reason says what is known of it")
    func near() throws {
        let choice = AutomaticChoice.resolve(study(try TinyBase.space(), model: "mlp"), adapter: record(try families()))
        #expect(choice.name == "lm")
        #expect(choice.reason.contains("tabular"))
        #expect(choice.reason.contains("within tested support"))
    }

    @Test("A study with a parameter more gets the past tasks without the model, as does one without weights")
    func partly() throws {
        let known = try TinyBase.space()
        let space = try SearchSpace(
            known.parameters + [Parameter("dropout", .float(low: 0, high: 0.5, scale: .linear, step: nil))])
        let adapter = record(try families())
        let choice = AutomaticChoice.resolve(study(space, model: "mlp"), adapter: adapter)
        #expect(choice.name == "transfer")
        #expect(choice.reason.contains("dropout"))
        let unread = AutomaticChoice.resolve(study(known, model: "mlp"), adapter: adapter, hasWeights: false)
        #expect(unread.name == "transfer")
        #expect(unread.reason.contains("make setup"))
        let own = AutomaticChoice.resolve(study(known, model: "mlp"), adapter: nil, past: try families())
        #expect(own.name == "transfer")
    }

    @Test("A thousand trials of a program that nobody knows get CMA-ES, and orders of things gp; the reason says so")
    func manyTrials() throws {
        let space = try SearchSpace([
            Parameter("inlining_threshold", .int(low: 1, high: 500, scale: .linear, step: nil)),
            Parameter("unroll", .int(low: 1, high: 16, scale: .linear, step: nil)),
        ])
        var many = study(space, model: "compiler")
        many.running.trials = 1000
        let choice = AutomaticChoice.resolve(many, adapter: record(try families()))
        #expect(choice.name == "cmaes" && choice.reason.contains("1000 trials"))
        many.running.trials = 999
        #expect(AutomaticChoice.resolve(many, adapter: record(try families())).name == "gp")
        // What past tasks know of it is worth more than quick suggestions.
        var known = study(try TinyBase.space(), model: "mlp")
        known.running.trials = 5000
        #expect(AutomaticChoice.resolve(known, adapter: record(try families())).name == "lm")
        let passes = try SearchSpace([.permutation("passes", ["inline", "unroll", "vectorize"])])
        let order = AutomaticChoice.resolve(study(passes, model: "compiler"), adapter: record(try families()))
        #expect(order.name == "gp" && order.reason.contains("passes"))
    }

    @Test("A study of another program and other parameters gets gp")
    func far() throws {
        let space = try SearchSpace([
            Parameter("inlining_threshold", .int(low: 1, high: 500, scale: .linear, step: nil)),
            Parameter("unroll", .int(low: 1, high: 16, scale: .linear, step: nil)),
        ])
        let choice = AutomaticChoice.resolve(study(space, model: "compiler"), adapter: record(try families()))
        #expect(choice.name == "gp")
        #expect(choice.reason.contains("in common"))
        #expect(!choice.reason.contains("does not say"))
        let silent = AutomaticChoice.resolve(study(space, model: nil), adapter: record(try families()))
        #expect(silent.reason.contains("it does not say what the program is"))
    }

    @Test("Without an adapter, or with several objectives, it is gp and says why")
    func others() throws {
        let space = try TinyBase.space()
        #expect(AutomaticChoice.resolve(study(space, model: "mlp"), adapter: nil).reason == "no adapter is installed")
        let two = AutomaticChoice.resolve(study(space, model: "mlp", objectives: 2), adapter: record(try families()))
        #expect(two.name == "gp")
        #expect(two.reason.contains("2 objectives"))
    }

    @Test("A record whose families make no sense is an error that names the file")
    func damagedRecord() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-record-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent(FineTuningRecord.fileName)
        var families = try families()
        try record(families).encoded().write(to: file)
        #expect(try FineTuningRecord(contentsOf: folder).families == families)
        families[0].shape = []
        try record(families).encoded().write(to: file)
        let empty = #expect(throws: FineTuningError.self) { try FineTuningRecord(contentsOf: folder) }
        #expect(empty?.description.contains("0 points") == true && empty?.description.contains(file.path) == true)
        families = try self.families()
        families[0].logScale.mean = 1e9
        try record(families).encoded().write(to: file)
        #expect(throws: FineTuningError.self) { try FineTuningRecord(contentsOf: folder) }
    }
}
