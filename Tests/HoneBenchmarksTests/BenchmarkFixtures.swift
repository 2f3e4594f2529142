import Foundation
import Hone
import HoneBenchmarks
import HoneCore
import HoneSearch

enum BenchmarkFixtures {
    /// A task of twelve candidates: the best is `x` 7.
    static func task(_ name: String = "toy/made", dataset: String = "made") throws -> BenchmarkTask {
        let space = try SearchSpace([
            Parameter("x", .int(low: 0, high: 11, scale: .linear, step: nil), default: 3)
        ])
        let study = StudyDescription(
            name: name, objectives: [Objective(.minimize, "error")], space: space, usesDefault: false)
        return BenchmarkTask(
            TaskIdentity(name: name, family: "toy", dataset: dataset), study: study,
            configurations: (0..<12).map { ["x": .int($0)] },
            values: (0..<12).map { Double(($0 - 7) * ($0 - 7)) / 49 })
    }

    static func item(_ name: String = "toy/made", dataset: String = "made") throws -> BenchmarkSuite.Item {
        BenchmarkSuite.Item(try task(name, dataset: dataset))
    }

    static let random = BenchmarkMethod(name: "random") { task, _ in
        RandomOptimizer(source: .finite(task.candidates))
    }

    static func withFolder<T>(_ body: (URL) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }
}

/// Suggests what it is told to.
struct Scripted: Optimizer {
    let configurations: [Configuration]

    func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        configurations.dropFirst(history.trials.count).prefix(count).map {
            Suggestion($0, SuggestionRecord(origin: "scripted"))
        }
    }
}
