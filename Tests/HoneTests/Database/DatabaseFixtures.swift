import Foundation
import Hone
import HoneCore

/// Small tasks and trials, made up.
enum DatabaseFixtures {
    static func space() throws -> SearchSpace {
        try SearchSpace([
            Parameter("lr", .float(low: 1e-4, high: 1, scale: .log, step: nil), default: 0.01),
            Parameter("layers", .int(low: 1, high: 4, scale: .linear, step: nil)),
            Parameter("opt", .categorical(["adam", "sgd"])),
        ])
    }

    static func entry(
        family: String = "mlp", dataset: String?, source: String = "test", fingerprint: String? = nil, trials: Int = 3
    ) throws -> PastTrialsSnapshot.Entry {
        let task = PastTask(
            id: "\(source)/\(family)/\(dataset ?? "unnamed")", family: family,
            task: TaskDescription(model: family, dataset: dataset, facts: ["rows": 100, "features": 4]),
            fingerprint: fingerprint, summary: "a network", space: try space(), objective: Objective(.minimize, "loss"),
            source: source)
        let made = (0..<trials).map { index in
            PastTrial(
                id: "trial \(index)",
                configuration: ["lr": .float(0.01 * Double(index + 1)), "layers": 2, "opt": "adam"],
                value: 0.5 - 0.1 * Double(index), metrics: ["accuracy": 0.5], seconds: 1.5, position: index)
        }
        return PastTrialsSnapshot.Entry(task: task, trials: made)
    }

    /// A file in a folder of its own, which is removed afterwards.
    static func withFile<T>(_ name: String, _ content: String, _ body: (String) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent(name)
        try Data(content.utf8).write(to: file)
        return try body(file.path)
    }
}
