import Foundation
import Hone
import HoneBenchmarks
import HoneCore
import Testing

@Suite struct AdapterChoiceTests {
    private static let splits = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Benchmarks/yardstick/splits.json")

    private let vehicle = TaskIdentity(name: "hpobench/vehicle", family: "hpobench", dataset: "vehicle")

    @Test func aTableGetsTheAdapterOfItsFoldAndTheSeedsDraw() async throws {
        try await BenchmarkFixtures.withFolder { folder in
            for name in ["fold1-draw0", "fold1-draw2"] {
                try FileManager.default.createDirectory(
                    at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
            }
            let splits = try TableSplits(path: Self.splits.path)
            let bySeed = AdapterChoice.folds(in: folder, splits: splits)
            #expect(try bySeed.folder(for: vehicle, seed: 2).lastPathComponent == "fold1-draw2")
            let fixed = AdapterChoice.folds(in: folder, splits: splits, draw: 0)
            #expect(try fixed.folder(for: vehicle, seed: 2).lastPathComponent == "fold1-draw0")
            let error = #expect(throws: BenchmarkError.self) { try bySeed.folder(for: vehicle, seed: 1) }
            #expect(error?.description.contains("fold1-draw1") == true)
            let other = TaskIdentity(name: "table/iris/lr", family: "lr", dataset: "iris")
            #expect(throws: BenchmarkError.self) { try fixed.folder(for: other, seed: 0) }
        }
    }

    @Test func anAdapterThatSawTheDatasetUnderAnotherNameIsRefused() throws {
        let record = FineTuningRecord(
            name: "a", baseModel: "b", recipe: FineTuningRecipe(), snapshotHash: "c", leftOut: [],
            datasets: [.init(name: "german", aliases: [], fingerprints: [], trials: 3)], trials: 3, stepsDone: 1,
            tokens: 1, losses: [], evaluations: [], heldOutTasks: [], families: [])
        let seen = TaskIdentity(name: "hpobench/credit_g", family: "hpobench", dataset: "credit_g")
        #expect(throws: BenchmarkError.self) {
            try Artefacts.refuse(record, hash: "abc", method: "lm", task: seen)
        }
        try Artefacts.refuse(record, hash: "abc", method: "lm", task: vehicle)
    }
}
