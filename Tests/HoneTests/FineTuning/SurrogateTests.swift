import Foundation
import Hone
import HoneCore
import HoneFineTuning
import HoneKernels
import HoneSearch
import Testing

@Suite("Which reader lm asks")
struct SurrogateTests {
    private let home = FileManager.default.temporaryDirectory.appendingPathComponent(
        "hone-surrogate-\(UUID().uuidString)")

    private func train(_ name: String, seed: UInt64) throws -> ReaderRecord {
        let entries = try ["a", "b"].map { try TinyBase.entry($0, trials: 40) }
        var run = ReaderRun(
            PastTrialsSnapshot(entries: entries, hash: "abc", leftOut: []), base: try TinyBase.model(), layers: 1,
            output: ReaderLibrary(home: home).folder.appendingPathComponent(name), threads: ComputeThreads(1))
        run.shape.width = 16
        run.shape.tokenHidden = 16
        run.shape.blockHidden = 16
        run.shape.heads = 2
        run.recipe.steps = 2
        run.recipe.seed = seed
        guard case .finished(let record) = try run.run() else { throw CancellationError() }
        return record
    }

    private func study(_ optimizer: String) throws -> StudyDescription {
        StudyDescription(
            name: "s", objectives: [Objective(.minimize, "error")], task: TaskDescription(model: "mlp"),
            space: try TinyBase.space(), optimizer: OptimizerChoice(name: optimizer))
    }

    @Test("the shipped one, until another was learnt or is named; a study keeps the one that it was begun with")
    func choice() throws {
        defer { try? FileManager.default.removeItem(at: home) }
        let shipped = try train("programs", seed: 0)
        let learnt = try train("learnt", seed: 1)
        #expect(shipped.weightsHash != learnt.weightsHash)
        var first = try study("lm")
        try StudyOptimizers(home: home).resolve(&first)
        #expect(first.optimizer.adapterHash == shipped.weightsHash)
        try ReaderLibrary(home: home).setDefault("learnt")
        var second = try study("lm-only")
        try StudyOptimizers(home: home).resolve(&second)
        #expect(second.optimizer.adapterHash == learnt.weightsHash)
        var named = try study("lm")
        try StudyOptimizers(home: home, adapter: "programs").resolve(&named)
        #expect(named.optimizer.adapterHash == shipped.weightsHash)
        // The first study's reader is found under whatever name it has now, and missed when it is gone.
        let readers = ReaderLibrary(home: home)
        try FileManager.default.moveItem(
            at: readers.folder.appendingPathComponent("programs"), to: readers.folder.appendingPathComponent("old"))
        _ = try StudyOptimizers(home: home).optimizer(for: first)
        try FileManager.default.removeItem(at: readers.folder.appendingPathComponent("old"))
        let error = #expect(throws: OptimizerSetupError.self) { try StudyOptimizers(home: home).optimizer(for: first) }
        #expect(error?.problem.contains(shipped.weightsHash.prefix(12)) == true)
        let unknown = #expect(throws: OptimizerSetupError.self) {
            var study = try study("lm")
            try StudyOptimizers(home: home, adapter: "lernt").resolve(&study)
        }
        #expect(unknown?.remedy?.contains("learnt") == true)
    }

    @Test("auto asks it, by names alone where no past task is like the study, unless weights are missing; and says so")
    func automatic() throws {
        defer { try? FileManager.default.removeItem(at: home) }
        let reader = try train("programs", seed: 0)
        let past = [try #require(FamilySummary([TinyBase.entry("iris")]))]
        let study = try study("auto")
        let known = AutomaticChoice.resolve(study, reader: reader, past: past)
        #expect(known.name == "lm")
        #expect(known.reason.contains("programs") && known.reason.contains("mlp"))
        let unread = AutomaticChoice.resolve(study, reader: reader, past: past, hasWeights: false)
        #expect(unread.name == "transfer")
        #expect(unread.reason.contains("make setup"))
        let unknown = AutomaticChoice.resolve(study, reader: reader, past: [])
        #expect(unknown.name == "lm")
        #expect(unknown.reason.contains("by names alone"))
        #expect(AutomaticChoice.resolve(study, reader: reader, past: [], hasWeights: false).name == "gp")
    }
}
