import Foundation
import Hone
import HoneCore
import HoneFineTuning
import HoneKernels
import HoneLanguageModel
import HoneReader
import Testing

@Suite("Learning from one's own trials")
struct LearningTests {
    private func entry(_ dataset: String?, family: String, isOwn: Bool = true, trials: Int = 24, flipped: Bool = false)
        throws
        -> PastTrialsSnapshot.Entry
    {
        var entry = try TinyBase.entry(dataset ?? UUID().uuidString, family: family, trials: trials)
        entry.task.licence = isOwn ? nil : "MIT"
        if dataset == nil { entry.task.task.dataset = nil }
        if flipped { for index in entry.trials.indices { entry.trials[index].value? *= -1 } }
        return entry
    }

    private func snapshot(_ entries: [PastTrialsSnapshot.Entry]) -> PastTrialsSnapshot {
        PastTrialsSnapshot(entries: entries, hash: "abc", leftOut: [])
    }

    private func plan(_ entries: [PastTrialsSnapshot.Entry], holdingOut: String? = nil, seed: UInt64 = 0) throws
        -> LearningPlan
    {
        try LearningPlan(snapshot(entries), aliases: .standard, holdingOut: holdingOut, seed: seed)
    }

    @Test("a task whose program others share is held out, whatever the seed, with every task on the same data")
    func heldOut() throws {
        let entries = [
            try entry("a", family: "mine"), try entry("b", family: "mine"), try entry("c", family: "alone"),
            try entry("a", family: "other", isOwn: false), try entry("b", family: "other", isOwn: false),
        ]
        for seed in 0..<8 {
            let plan = try plan(entries, seed: UInt64(seed))
            #expect(!plan.isPart)
            #expect(plan.heldOut.task.family == "mine")
            let name = try #require(plan.heldOut.task.task.dataset)
            #expect(!plan.snapshot.entries.contains { $0.task.task.dataset == name })
            #expect(plan.snapshot.entries.count == 3)
            #expect(plan.own.count == 2)
            #expect(plan.snapshot.hash != "abc")
        }
    }

    @Test("the user's programs are drawn three times out of four")
    func favoured() throws {
        let favoured = try plan([
            try entry("a", family: "mine"), try entry("b", family: "mine"), try entry("c", family: "x", isOwn: false),
            try entry("d", family: "y", isOwn: false),
        ]).favoured
        #expect(favoured == SamplingRecipe.Favoured(families: ["mine"], share: 0.75))
    }

    @Test("of a single task a third of the trials is held out")
    func single() throws {
        let plan = try plan([try entry(nil, family: "mine", trials: 30), try entry("c", family: "x", isOwn: false)])
        #expect(plan.isPart)
        #expect(plan.heldOut.trials.count == 10)
        #expect(plan.own.first?.trials.count == 20)
        let kept = try #require(plan.snapshot.entries.first { $0.task.family == "mine" })
        #expect(Set(kept.trials.map(\.id)).isDisjoint(with: plan.heldOut.trials.map(\.id)))
    }

    @Test("what cannot be learnt from is said, with what to do")
    func errors() throws {
        #expect(throws: LearningError.nothingOwn(tasks: 0, fewest: 10)) {
            try plan([try entry("a", family: "x", isOwn: false)])
        }
        #expect(throws: LearningError.nothingOwn(tasks: 1, fewest: 10)) {
            try plan([try entry("a", family: "x", trials: 5)])
        }
        #expect(throws: LearningError.oneDataset("a")) {
            try plan([try entry("a", family: "x"), try entry("a", family: "y")])
        }
        let error = try #require(throws: LearningError.self) {
            try plan([try entry("a", family: "x"), try entry("b", family: "x")], holdingOut: "test/x/c")
        }
        #expect(error.remedy?.contains("test/x/a") == true)
    }

    @Test("of a short single task half is held out, and one that is too short is no start")
    func short() throws {
        let plan = try plan([try entry(nil, family: "mine", trials: 22)])
        #expect(plan.isPart)
        #expect(plan.heldOut.trials.count == 11)
        #expect(throws: LearningError.nothingOwn(tasks: 1, fewest: 20)) {
            try self.plan([try entry("a", family: "x", trials: 15)])
        }
    }

    private func small(_ snapshot: PastTrialsSnapshot, base: BaseModel, output: URL, steps: Int) -> ReaderRun {
        var run = ReaderRun(snapshot, base: base, layers: 1, output: output, threads: ComputeThreads(1))
        run.shape.width = 16
        run.shape.tokenHidden = 16
        run.shape.blockHidden = 16
        run.shape.heads = 2
        run.recipe.steps = steps
        run.recipe.batch = 4
        run.recipe.evaluationInterval = steps
        return run
    }

    @Test("a reader goes on from another one, is judged before and after, and knows what that one saw")
    func run() throws {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("hone-learn-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: home) }
        let library = ReaderLibrary(home: home)
        let base = try TinyBase.model()
        let shipped = library.folder.appendingPathComponent(ReaderLibrary.shippedName)
        let starter = snapshot([
            try entry("s1", family: "mlp", isOwn: false, trials: 40),
            try entry("s2", family: "mlp", isOwn: false, trials: 40),
        ])
        _ = try small(starter, base: base, output: shipped, steps: 40).run()
        // The user's own program wants the opposite.
        let own = try ["a", "b", "c"].map { try entry($0, family: "mine", trials: 40, flipped: true) }
        let whole = snapshot(starter.entries + own)
        func learn(_ output: URL, until stop: Int? = nil) throws -> LearningRun.Outcome {
            var steps = 0
            return try LearningRun(
                whole, start: try StartingReader(contentsOf: shipped), base: base, output: output, steps: 400
            ).run(isStopping: { steps == stop }, progress: { if case .step = $0 { steps += 1 } })
        }
        guard case .finished(let result) = try learn(library.nextOwn) else {
            Issue.record("it did not finish")
            return
        }
        #expect(result.before < result.after)
        #expect(result.tasks == 2)
        #expect(result.record.startedFrom?.name == ReaderLibrary.shippedName)
        #expect(result.record.saw(dataset: "s1"))
        #expect(result.record.saw(dataset: result.heldOut == "test/mine/a" ? "b" : "a"))
        #expect(result.folder.lastPathComponent == "learnt")
        // The next one gets a folder of its own, and an interrupted one goes on where it stopped.
        #expect(library.nextOwn.lastPathComponent == "learnt-2")
        guard case .stopped = try learn(library.nextOwn, until: 20) else {
            Issue.record("it did not stop")
            return
        }
        guard case .finished(let again) = try learn(library.nextOwn) else {
            Issue.record("it did not go on")
            return
        }
        #expect(again.after == result.after)
        #expect(again.folder.lastPathComponent == "learnt-2")
        // What is used without a name.
        #expect(library.defaultName == ReaderLibrary.shippedName)
        try library.setDefault("learnt-2")
        #expect(library.locate()?.lastPathComponent == "learnt-2")
        try FileManager.default.removeItem(at: library.folder.appendingPathComponent("learnt-2"))
        #expect(library.locate()?.lastPathComponent == ReaderLibrary.shippedName)
        try library.setDefault(nil)
        #expect(library.defaultName == ReaderLibrary.shippedName)
    }

    @Test("what was left unfinished with other trials makes way")
    func otherCheckpoint() throws {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("hone-learn-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: home) }
        let base = try TinyBase.model()
        let entries = try ["a", "b", "c"].map { try entry($0, family: "mine", trials: 40) }
        _ = try small(snapshot(entries), base: base, output: home, steps: 2).run()
        let output = home.appendingPathComponent("learnt")
        func learn(_ entries: [PastTrialsSnapshot.Entry], until stop: Int?) throws -> LearningRun.Outcome {
            let run = try LearningRun(
                PastTrialsSnapshot(entries: entries, hash: "abc\(entries.count)", leftOut: []),
                start: try StartingReader(contentsOf: home), base: base, output: output, steps: 4)
            var steps = 0
            return try run.run(isStopping: { steps == stop }, progress: { if case .step = $0 { steps += 1 } })
        }
        guard case .stopped = try learn(Array(entries.prefix(2)), until: 1) else {
            Issue.record("it did not stop")
            return
        }
        guard case .finished(let result) = try learn(entries, until: nil) else {
            Issue.record("it did not go on")
            return
        }
        #expect(result.tasks == 2)
    }

    @Test("a language model other than the one that the reader reads with is refused")
    func otherBase() throws {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("hone-learn-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: home) }
        let base = try TinyBase.model()
        let entries = try ["a", "b"].map { try entry($0, family: "mine", trials: 40) }
        _ = try small(snapshot(entries), base: base, output: home, steps: 2).run()
        var start = try StartingReader(contentsOf: home)
        start.record.baseModelHash = "another"
        #expect(throws: FineTuningError.self) {
            try LearningRun(snapshot(entries), start: start, base: base, output: home.appendingPathComponent("x"))
        }
    }
}
