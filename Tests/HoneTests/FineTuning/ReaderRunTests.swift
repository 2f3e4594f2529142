import Foundation
import Hone
import HoneCore
import HoneFineTuning
import HoneKernels
import HoneModelSearch
import HoneReader
import Testing

@Suite("Training a reader")
struct ReaderRunTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "hone-reader-\(UUID().uuidString)")

    private func entries() throws -> [PastTrialsSnapshot.Entry] {
        try ["a", "b", "c", "d", "e", "f"].flatMap { dataset in
            try ["mlp", "svm", "boosting"].map { try TinyBase.entry(dataset, family: $0, trials: 40) }
        }
    }

    private func run(_ output: URL, steps: Int = 30) throws -> ReaderRun {
        var run = ReaderRun(
            PastTrialsSnapshot(entries: try entries(), hash: "abc", leftOut: []), base: try TinyBase.model(), layers: 1,
            output: output, threads: ComputeThreads(1))
        run.watched = [try TinyBase.entry("w", family: "watched", trials: 40)]
        run.shape.width = 16
        run.shape.tokenHidden = 16
        run.shape.blockHidden = 16
        run.shape.heads = 2
        run.recipe.steps = steps
        run.recipe.batch = 4
        run.recipe.evaluationInterval = 10
        return run
    }

    private func finished(_ outcome: ReaderRun.Outcome) throws -> ReaderRecord {
        guard case .finished(let record) = outcome else {
            Issue.record("it did not finish")
            throw CancellationError()
        }
        return record
    }

    @Test(
        "a training that is stopped and gone on with ends with the weights of the uninterrupted one, and says what it saw"
    )
    func resume() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let whole = try finished(try run(folder.appendingPathComponent("whole")).run())
        let parts = folder.appendingPathComponent("parts")
        var steps = 0
        let stopped = try run(parts).run(
            isStopping: { steps >= 12 }, progress: { if case .step = $0 { steps += 1 } })
        guard case .stopped = stopped else {
            Issue.record("it did not stop")
            return
        }
        let record = try finished(try run(parts).run())
        #expect(record.weightsHash == whole.weightsHash)
        #expect(record.looks == whole.looks)
        #expect(record.programs.map(\.tasks).reduce(0, +) <= 18)
        #expect(record.saw(dataset: record.datasets[0].name))
        #expect(record.judgements.contains { $0.shown == 5 && $0.negativeLogLikelihood != nil })
        // What is on the disk is what was made, and can be loaded; the names are read when they are met.
        let again = try ReaderRecord(contentsOf: parts)
        #expect(again == record)
        let file = try ReaderFile(reading: parts.appendingPathComponent("reader.safetensors"))
        #expect(file.projections.count == 3)
        #expect(!FileManager.default.fileExists(atPath: parts.appendingPathComponent("checkpoint.safetensors").path))
    }

    @Test("a checkpoint of another training is refused, and a damaged record is an error that names it")
    func refused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var steps = 0
        _ = try run(folder).run(isStopping: { steps >= 3 }, progress: { if case .step = $0 { steps += 1 } })
        #expect(throws: FineTuningError.self) { try run(folder, steps: 31).run() }
        try Data("{}".utf8).write(to: folder.appendingPathComponent(ReaderRecord.fileName))
        #expect(throws: FineTuningError.self) { try ReaderRecord(contentsOf: folder) }
    }

    @Test("past tasks on a task's own data say nothing of it")
    func surfacesLeaveOut() throws {
        let tasks = try ["a", "a", "b"].map { dataset in
            try #require(ReaderTask(try TinyBase.entry(dataset), alternatives: [:]))
        }
        let result = TasksWithSurfaces.of(tasks, groups: ["a", "a", "b"])
        // Each of the first two has the third alone, which is told by the deviation of one.
        #expect(result[0].surfaces.allSatisfy { $0.deviation == 0.25 })
        #expect(result[2].surfaces.allSatisfy { $0.deviation < 0.25 })
        let lonely = TasksWithSurfaces.of(Array(tasks[0...1]), groups: ["a", "a"])
        #expect(lonely.map(\.surfaces.count) == [0, 0])
    }
}
