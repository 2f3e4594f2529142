import HoneCore
import HoneNumerics
import HoneReader

/// Small networks, studies and tasks that a seed determines.
enum RandomStudies {
    static let shape: ReaderShape = {
        var shape = ReaderShape()
        (shape.nameWidth, shape.identityWidth, shape.facts, shape.places) = (6, 4, 3, 5)
        (shape.width, shape.tokenHidden, shape.blocks, shape.heads, shape.blockHidden) = (16, 32, 2, 2, 32)
        shape.bins = 12
        shape.processes = [
            FixedProcess(.even, lengthscale: 0.3, noise: 0.1), FixedProcess(.weighted, lengthscale: 0.4, noise: 0.03),
        ]
        return shape
    }()

    static func space() throws -> SearchSpace {
        try SearchSpace([
            Parameter("kernel", .categorical(["rbf", "poly", "linear"]), default: "rbf"),
            Parameter("C", .float(low: 1e-3, high: 1e3, scale: .log, step: nil), default: 1.0),
            Parameter(
                "degree", .int(low: 2, high: 5, scale: .linear, step: nil),
                if: [Condition(parent: "kernel", values: ["poly"])]),
            Parameter("batch", .ordinal([16, 32, 64], scale: .log)),
            Parameter("size", .ordinal(["small", "large"], scale: nil)),
            Parameter("seed", .fixed(1)),
        ])
    }

    static let names = NameVectors(width: 6, missing: .random(seed: 3))

    static func study() throws -> ReaderStudy {
        ReaderStudy(try space(), program: "svm", facts: [0.3, -1, 2], names: names, shape: shape)
    }

    static func trials(_ count: Int, seed: UInt64) throws -> [ReaderTrial] {
        let space = try space()
        var generator = SeededGenerator(seed: seed)
        return (0..<count).compactMap { _ in
            space.sample(using: &generator).map { ReaderTrial($0, of: space.searched) }
        }
    }

    static func results(_ count: Int, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in generator.normal() }
    }

    /// Tasks of one program: how far log C is from a place that differs from task to task.
    static func tasks(_ count: Int, program: String = "svm", trials: Int = 60) throws -> [ReaderTask] {
        let space = try space()
        return try (0..<count).map { index in
            var generator = SeededGenerator(seed: UInt64(index)).fork(program)
            let best = generator.uniform(0.5, 0.7)
            let configurations = (0..<trials).compactMap { _ in space.sample(using: &generator) }
            let values = configurations.map { configuration -> Double in
                let place = configuration["C"].flatMap { space["C"]?.domain.unit($0) } ?? 0.5
                let penalty = configuration["kernel"] == "poly" ? 0.3 : 0
                return (place - best) * (place - best) + penalty + 0.01 * generator.normal()
            }
            return try ReaderTask(
                program: program, space: space, alternatives: ["C": ["cost"]], facts: [1, 0, 0],
                configurations: configurations, values: values)
        }
    }
}
