import Foundation
import Hone
import HoneCore
import HoneKernels
import HoneLanguageModel
import Testing

@Suite("Fine-tuning")
struct FineTuningRunTests {
    private func folder() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("hone-tuning-\(UUID().uuidString)")
    }

    private func run(_ output: URL, _ recipe: FineTuningRecipe = TinyBase.recipe(), snapshot: PastTrialsSnapshot? = nil)
        throws -> FineTuningRun
    {
        FineTuningRun(
            snapshot: try snapshot ?? TinyBase.snapshot(), heldOut: [try TinyBase.entry("pima")], recipe: recipe,
            base: try TinyBase.model(), output: output, threads: ComputeThreads(1))
    }

    private func weights(_ output: URL) throws -> Data {
        try Data(contentsOf: output.appendingPathComponent("adapter_model.safetensors"))
    }

    @Test(
        "A run stopped after a step and resumed ends with the weights of the uninterrupted one",
        arguments: [false, true])
    func resume(keepsBest: Bool) throws {
        var recipe = TinyBase.recipe()
        recipe.keepsBest = keepsBest
        let (whole, parts) = (folder(), folder())
        defer { for url in [whole, parts] { try? FileManager.default.removeItem(at: url) } }
        guard case .finished(let expected) = try run(whole, recipe).run() else {
            Issue.record("the run did not finish")
            return
        }
        var stopped = 0
        for _ in 0..<10 {
            // Every start does two steps at most, then is told to stop.
            var steps = 0
            let outcome = try run(parts, recipe).run(
                isStopping: { steps >= 2 },
                progress: { if case .step = $0 { steps += 1 } })
            if case .finished(let record) = outcome {
                #expect(record.losses == expected.losses)
                #expect(record.evaluations == expected.evaluations)
                break
            }
            stopped += 1
        }
        #expect(stopped == 2 || stopped == 1)
        #expect(try weights(parts) == weights(whole))
        #expect(!FileManager.default.fileExists(atPath: parts.appendingPathComponent("checkpoint.safetensors").path))
    }

    @Test("The record and the card say what was seen, under all names, and what was left out")
    func record() throws {
        let output = folder()
        defer { try? FileManager.default.removeItem(at: output) }
        let snapshot = PastTrialsSnapshot(
            entries: [try TinyBase.entry("german"), try TinyBase.entry("wine")], hash: "abc",
            leftOut: ["dataset:digits"])
        _ = try run(output, snapshot: snapshot).run()
        let record = try FineTuningRecord(contentsOf: output)
        #expect(record.saw(dataset: "credit_g"))
        #expect(record.saw(dataset: "german"))
        #expect(record.saw(dataset: "Wine"))
        #expect(!record.saw(dataset: "vehicle"))
        #expect(record.saw(family: "hpobench"))
        #expect(!record.saw(family: "rf"))
        #expect(record.leftOut == ["dataset:digits"])
        #expect(record.heldOutTasks == ["test/mlp/pima"])
        #expect(record.evaluations.map(\.step) == [3, 6])
        #expect(record.families.map(\.family) == ["mlp"])
        let card = try Adapter.card(in: output)
        #expect(card.snapshotHash == "abc")
        #expect(card.datasets.contains { $0.name == "credit_g" })
        #expect(card.steps == 6)
    }

    @Test("Training lowers the loss on what it is trained on")
    func learns() throws {
        let output = folder()
        defer { try? FileManager.default.removeItem(at: output) }
        var losses: [Double] = []
        _ = try run(output, TinyBase.recipe(steps: 60)).run(progress: {
            if case .step(let progress) = $0 { losses.append(progress.loss) }
        })
        let first = losses.prefix(5).reduce(0, +) / 5
        let last = losses.suffix(5).reduce(0, +) / 5
        #expect(abs(losses[0] - log(20.0)) < 1e-3)
        #expect(last < first - 0.2)
    }

    @Test("A checkpoint of another recipe or snapshot is refused with the difference")
    func otherRun() throws {
        let output = folder()
        defer { try? FileManager.default.removeItem(at: output) }
        _ = try run(output).run(isStopping: { true })
        var recipe = TinyBase.recipe()
        recipe.jitter = 1
        let error = #expect(throws: FineTuningError.self) { try run(output, recipe).run() }
        #expect(error?.description.contains("another recipe") == true)
        let other = PastTrialsSnapshot(entries: [try TinyBase.entry("wine")], hash: "def", leftOut: [])
        let second = #expect(throws: FineTuningError.self) { try run(output, snapshot: other).run() }
        #expect(second?.description.contains("snapshot abc") == true)
    }

    @Test("A damaged checkpoint is named, with the remedy")
    func damaged() throws {
        let output = folder()
        defer { try? FileManager.default.removeItem(at: output) }
        _ = try run(output).run(isStopping: { true })
        let file = output.appendingPathComponent("checkpoint.safetensors")
        try Data(contentsOf: file).prefix(1000).write(to: file)
        let error = #expect(throws: ModelFileError.self) { try run(output).run() }
        #expect(error?.description.contains("checkpoint.safetensors") == true)
    }

    @Test("A recipe that makes no sense is refused before anything is trained")
    func recipe() throws {
        var recipe = TinyBase.recipe()
        recipe.learningRate = 40
        let output = folder()
        let error = #expect(throws: FineTuningError.self) { try run(output, recipe).run() }
        #expect(error?.description.contains("learningRate") == true)
        #expect(!FileManager.default.fileExists(atPath: output.path))
    }
}
