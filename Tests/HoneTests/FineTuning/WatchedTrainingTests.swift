import Foundation
import Hone
import HoneCore
import HoneKernels
import HoneLanguageModel
import Testing

@Suite("Watched and limited training")
struct WatchedTrainingTests {
    private func folder() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("hone-watched-\(UUID().uuidString)")
    }

    private func run(_ output: URL, _ recipe: FineTuningRecipe, limit: Int? = nil) throws -> FineTuningRun {
        var run = FineTuningRun(
            snapshot: try TinyBase.snapshot(), heldOut: [try TinyBase.entry("pima")], recipe: recipe,
            base: try TinyBase.model(layers: recipe.layers), output: output, threads: ComputeThreads(1))
        run.memoryLimit = limit
        return run
    }

    /// Enough blocks for recomputation to save memory.
    private func deepRecipe(steps: Int = 6) -> FineTuningRecipe {
        var recipe = TinyBase.recipe(steps: steps)
        recipe.layers = 6
        return recipe
    }

    /// The least memory that a training takes: the error's figure.
    private func leastMemory(_ recipe: FineTuningRecipe) throws -> Int {
        let error = #expect(throws: FineTuningError.self) { try run(folder(), recipe, limit: 1_000_000).run() }
        guard case .memory(let limit, let least) = try #require(error) else {
            Issue.record("another error: \(String(describing: error))")
            return 0
        }
        #expect(limit == 1_000_000)
        #expect(error?.description.contains(MemorySize(bytes: least).description) == true)
        return least
    }

    private static func evaluations(_ correlations: [Double]) -> [FineTuningEvaluation] {
        correlations.enumerated().map {
            FineTuningEvaluation(step: 10 * ($0.offset + 1), loss: 1, spearman: $0.element, byTask: [:])
        }
    }

    @Test("Training ends after as many evaluations without a better one as it may wait for")
    func patience() {
        let stopping = EarlyStopping(patience: 2)
        #expect(!stopping.ends(after: []))
        #expect(!stopping.ends(after: Self.evaluations([0.5, 0.4])))
        #expect(stopping.ends(after: Self.evaluations([0.5, 0.4, 0.5])))
        #expect(!stopping.ends(after: Self.evaluations([0.5, 0.4, 0.6])))
        #expect(!EarlyStopping(patience: nil).ends(after: Self.evaluations([0.5, 0.4, 0.3, 0.2])))
        #expect(EarlyStopping.best(Self.evaluations([0.1, 0.5, 0.4, 0.5]))?.step == 20)
    }

    @Test("An early stop keeps the best weights, and record and card say where it stopped and what was watched")
    func earlyStop() throws {
        var recipe = TinyBase.recipe(steps: 200)
        recipe.evaluationInterval = 1
        recipe.patience = 2
        let output = folder()
        defer { try? FileManager.default.removeItem(at: output) }
        guard case .finished(let record) = try run(output, recipe).run() else {
            Issue.record("the run did not finish")
            return
        }
        let stop = try #require(record.earlyStop)
        let best = try #require(EarlyStopping.best(record.evaluations))
        #expect(stop.step < 200)
        #expect(stop.step == best.step + 2)
        #expect(stop.step == record.evaluations.last?.step)
        #expect(record.stepsDone == best.step)
        let card = try Adapter.card(in: output)
        #expect(card.steps == best.step)
        #expect(card.notes["watchedTasks"] == "test/mlp/pima")
        #expect(card.notes["ended"]?.contains("step \(stop.step) of 200") == true)
        #expect(card.notes["watchedCurve"]?.contains("step \(best.step): loss") == true)
        #expect(try FineTuningRecord(contentsOf: output) == record)
    }

    @Test("Interrupted and resumed equals uninterrupted with early stopping, recomputation and cut sequences")
    func resume() throws {
        var recipe = deepRecipe(steps: 30)
        recipe.evaluationInterval = 2
        recipe.checkpointInterval = 3
        recipe.patience = 2
        let least = try leastMemory(recipe)
        let (whole, parts) = (folder(), folder())
        defer { for url in [whole, parts] { try? FileManager.default.removeItem(at: url) } }
        var plans: [FineTuningPlan.Computation?] = []
        let outcome = try run(whole, recipe, limit: least).run(progress: {
            if case .started(let plan) = $0 { plans.append(plan.computation) }
        })
        guard case .finished(let expected) = outcome else {
            Issue.record("the run did not finish")
            return
        }
        #expect(plans.first??.recomputes == true)
        #expect(plans.first??.expectedBytes == least)
        var starts = 0
        for _ in 0..<30 {
            starts += 1
            var steps = 0
            let outcome = try run(parts, recipe, limit: least).run(
                isStopping: { steps >= 2 }, progress: { if case .step = $0 { steps += 1 } })
            guard case .finished(let record) = outcome else { continue }
            #expect(record.losses == expected.losses)
            #expect(record.evaluations == expected.evaluations)
            #expect(record.earlyStop == expected.earlyStop)
            break
        }
        #expect(starts > 1)
        let name = "adapter_model.safetensors"
        let hashes = try [whole, parts].map {
            SHA256.hash(of: try Data(contentsOf: $0.appendingPathComponent(name))).hexadecimal
        }
        #expect(hashes[0] == hashes[1])
        #expect(try Adapter.card(in: whole).weightsHash == hashes[0])
    }

    @Test("A limit of memory leaves the losses as they are, within rounding")
    func limitedLosses() throws {
        let recipe = deepRecipe()
        var losses: [[Double]] = []
        for limit in [nil, try leastMemory(recipe)] {
            let output = folder()
            defer { try? FileManager.default.removeItem(at: output) }
            guard case .finished(let record) = try run(output, recipe, limit: limit).run() else { continue }
            losses.append(record.losses.map(\.loss))
        }
        #expect(losses.count == 2)
        for (a, b) in zip(losses[0], losses[1]) { #expect(abs(a - b) < 1e-4) }
    }

    @Test("A resumed run computes as its checkpoint did, unless a new limit forbids it")
    func checkpointsComputation() throws {
        let recipe = deepRecipe()
        let least = try leastMemory(recipe)
        let output = folder()
        defer { try? FileManager.default.removeItem(at: output) }
        var plans: [FineTuningPlan.Computation] = []
        func start(_ limit: Int?) throws {
            _ = try run(output, recipe, limit: limit).run(
                isStopping: { true },
                progress: { if case .started(let plan) = $0, let c = plan.computation { plans.append(c) } })
        }
        try start(least)
        try start(nil)
        try start(nil)
        #expect(plans.map(\.recomputes) == [true, true, true])
        #expect(plans.map(\.replacesCheckpoints) == [false, false, false])
        try FileManager.default.removeItem(at: output)
        plans = []
        try start(nil)
        try start(least)
        #expect(plans.map(\.recomputes) == [false, true])
        #expect(plans.map(\.replacesCheckpoints) == [false, true])
    }

    @Test("Watching datasets are drawn by seed, under one name each, and one is left to train on")
    func draw() throws {
        let snapshot = try TinyBase.snapshot(["iris", "wine", "car", "german", "credit_g", "pima"])
        let drawn = try ValidationSplit.draw(2, from: snapshot, seed: 1)
        #expect(drawn.count == 2)
        #expect(try ValidationSplit.draw(2, from: snapshot, seed: 1) == drawn)
        #expect(try (2..<12).contains { try ValidationSplit.draw(2, from: snapshot, seed: $0) != drawn })
        #expect(try ValidationSplit.draw(from: snapshot, seed: 1).count == 1)
        #expect(try ValidationSplit.draw(4, from: snapshot, seed: 1).count == 4)
        let error = #expect(throws: FineTuningError.self) { try ValidationSplit.draw(5, from: snapshot, seed: 1) }
        #expect(error?.description.contains("5 of 5 datasets") == true)
    }

    @Test(
        "Amounts of memory are read as people write them",
        arguments: [
            ("2G", 2_000_000_000), ("1500M", 1_500_000_000), ("1.5gb", 1_500_000_000), ("512MiB", 536_870_912),
        ])
    func sizes(text: String, bytes: Int) throws { #expect(try MemorySize(parsing: text).bytes == bytes) }

    @Test("What is no amount of memory is refused", arguments: ["", "2", "G", "-1G", "2T", "0M", "1e9G", "nanG"])
    func badSizes(text: String) {
        let error = #expect(throws: FineTuningError.self) { try MemorySize(parsing: text) }
        #expect(error?.description.contains("write 2G") == true)
    }
}
