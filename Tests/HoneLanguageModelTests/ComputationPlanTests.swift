import Foundation
import HoneLanguageModel
import Testing

/// How a step's sequences are computed may change memory and time, not what comes out.
struct ComputationPlanTests {
    /// Three sequences of different lengths, one with more queries than an attention block.
    static let examples = [
        LoRATrainingTests.example(1), LoRATrainingTests.example(2, header: 131, rows: 40),
        LoRATrainingTests.example(3, header: 4, rows: 9),
    ]

    static func gradient(_ plan: ComputationPlan, _ examples: [TrainingExample] = examples) throws -> (
        loss: Double, values: [Float]
    ) {
        let trainer = LoRATrainingTests.trainer()
        trainer.plan = plan
        let (loss, values) = try trainer.gradient(of: examples)
        return (loss, values.array)
    }

    /// Length of the difference relative to the length of `b`.
    static func distance(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
        var difference = 0.0
        var length = 0.0
        for (x, y) in zip(a, b) {
            difference += Double(x - y) * Double(x - y)
            length += Double(y) * Double(y)
        }
        return (difference / length).squareRoot()
    }

    @Test(arguments: [10_000, 260, 190, 100, 20, 1])
    func sequencesThatShareAPassOrAreCutGiveTheSameGradients(tokens: Int) throws {
        let (loss, values) = try Self.gradient(ComputationPlan())
        let (otherLoss, otherValues) = try Self.gradient(ComputationPlan(tokens: tokens))
        #expect(abs(loss - otherLoss) < 1e-5)
        let layout = LoRATrainingTests.trainer().layout
        for tensor in layout.loraTensors().flatMap({ [$0.a, $0.b] }) + layout.ownTensors {
            let range = tensor.offset..<tensor.offset + tensor.count
            #expect(Self.distance(otherValues[range], values[range]) < 1e-4, "\(tensor.name)")
        }
    }

    @Test(arguments: [nil, 10_000, 100])
    func recomputationGivesTheSameBits(tokens: Int?) throws {
        let (loss, values) = try Self.gradient(ComputationPlan(tokens: tokens))
        let (otherLoss, otherValues) = try Self.gradient(ComputationPlan(tokens: tokens, recomputes: true))
        #expect(loss == otherLoss)
        #expect(values == otherValues)
    }

    @Test func recomputationTakesLessMemory() throws {
        var highest: [Int] = []
        for recomputes in [false, true] {
            let trainer = LoRATrainingTests.trainer()
            trainer.plan = ComputationPlan(recomputes: recomputes)
            _ = try trainer.gradient(of: Self.examples)
            highest.append(trainer.highestWorkspaceBytes)
        }
        #expect(highest[1] < highest[0])
    }

    @Test(arguments: [false, true])
    func theMemoryModelKnowsTheScratchMemoryOfEveryPass(recomputes: Bool) throws {
        let text = TrainingExample(text: TextTrainingTests.tokens(90, salt: 4), promptCount: 11)
        for batch in [[Self.examples[0]], [Self.examples[1]], Self.examples, [text], [text, Self.examples[2]]] {
            let trainer = LoRATrainingTests.trainer()
            let memory = TrainingMemory(
                layout: trainer.layout, threads: trainer.transformer.threads, weightBytes: 0)
            let expected = memory.workspaceFloats(batch.map(TrainingMemory.Extent.init), recomputes: recomputes)
            trainer.plan = ComputationPlan(tokens: 10_000, recomputes: recomputes)
            trainer.reserveWorkspace(floats: expected)
            _ = try trainer.gradient(of: batch)
            let highest = trainer.highestWorkspaceBytes / 4
            #expect(highest <= expected, "\(highest) of \(expected) floats")
            #expect(Double(highest) >= 0.98 * Double(expected), "\(highest) of \(expected) floats")
            #expect(trainer.workspaceBytes <= (expected + 16) * 4)
        }
    }
}
