import Foundation
import HoneLanguageModel
import Testing

struct TrainingCheckpointTests {
    static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-training-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// A step whose sequences its number chooses.
    static func step(_ trainer: LoRATrainer) throws {
        let salts = (0..<2).map { trainer.state.step * 37 + $0 * 11 }
        _ = try trainer.step(salts.map { LoRATrainingTests.example($0) })
    }

    @Test func aResumedRunEqualsTheUninterruptedOneBitForBit() throws {
        try Self.withFolder { folder in
            let url = folder.appendingPathComponent("checkpoint")
            let whole = LoRATrainingTests.trainer()
            for _ in 0..<9 { try Self.step(whole) }
            var trainer = LoRATrainingTests.trainer()
            for _ in 0..<3 {
                for _ in 0..<3 { try Self.step(trainer) }
                try TrainingCheckpoint(trainer, baseModelHash: "abc", notes: ["a": "b"]).write(to: url)
                let checkpoint = try TrainingCheckpoint(url: url)
                #expect(checkpoint.notes == ["a": "b"])
                trainer = try checkpoint.trainer(
                    on: whole.transformer, baseModelHash: "abc", configuration: whole.configuration, file: url)
            }
            #expect(trainer.state.step == 9)
            #expect(trainer.state.losses == whole.state.losses)
            #expect(trainer.state.parameters.array == whole.state.parameters.array)
            #expect(trainer.state.secondMoments.array == whole.state.secondMoments.array)
            #expect(trainer.state.generator == whole.state.generator)
        }
    }

    @Test func aCheckpointOfAnotherRunIsRefusedWithTheReason() throws {
        try Self.withFolder { folder in
            let url = folder.appendingPathComponent("checkpoint")
            let trainer = LoRATrainingTests.trainer()
            try TrainingCheckpoint(trainer, baseModelHash: "abc").write(to: url)
            let checkpoint = try TrainingCheckpoint(url: url)
            var other = trainer.configuration
            other.seed += 1
            for (hash, configuration, word) in [
                ("xyz", trainer.configuration, "base model"), ("abc", other, "settings"),
            ] {
                let error = #expect(throws: ModelFileError.self) {
                    _ = try checkpoint.trainer(
                        on: trainer.transformer, baseModelHash: hash, configuration: configuration, file: url)
                }
                #expect(error?.description.contains(word) == true)
                #expect(error?.kind == .mismatched)
            }
        }
    }

    @Test func aDamagedCheckpointIsAnErrorThatNamesIt() throws {
        try Self.withFolder { folder in
            let url = folder.appendingPathComponent("checkpoint")
            try TrainingCheckpoint(LoRATrainingTests.trainer(), baseModelHash: "abc").write(to: url)
            let bytes = try Data(contentsOf: url)
            for size in [0, 7, 100, bytes.count / 2, bytes.count - 1] {
                try bytes.prefix(size).write(to: url)
                let error = #expect(throws: ModelFileError.self) { _ = try TrainingCheckpoint(url: url) }
                #expect(error?.description.contains("checkpoint") == true)
            }
        }
    }
}
