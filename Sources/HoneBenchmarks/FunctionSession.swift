import Foundation
import HoneCore

/// Evaluates test functions for programs in other languages: a line of JSON in, a line out.
///
///     {"task": "bbob/f1-sphere-d5-i1", "seed": 3}      begins a run; the answer describes the space and the objectives
///     {"configuration": {"x0": 0.5, ...}}              evaluates; the answer says what may be told, and how the run stands
///
/// Noise is that of `hone bench run` with the same seed, and `value` is what that writes into its file.
package struct FunctionSession: Sendable {
    private struct Question: Decodable {
        var task: String?
        var seed: Int?
        var configuration: Configuration?
    }

    private struct Description: Encodable {
        var objectives: [Objective]
        var space: SearchSpace
    }

    private struct Answer: Encodable {
        var told: [Double]
        var value: Double
        var violation: Double
    }

    private var task: BenchmarkTask?
    private var evaluation: TaskEvaluation?

    package init() {}

    /// - Throws: `BenchmarkError.badQuestion`, and what a space says of a configuration that is not its own.
    package mutating func answer(_ line: String) throws -> String {
        let question: Question
        do {
            question = try JSONDecoder().decode(Question.self, from: Data(line.utf8))
        } catch {
            throw BenchmarkError.badQuestion("\(error)")
        }
        if let name = question.task {
            guard let item = try BenchmarkSuite.functionItem(named: name) else {
                throw BenchmarkError.badQuestion("there is no function \(name)")
            }
            let task = try item.load()
            self.task = task
            evaluation = TaskEvaluation(
                task, seed: BenchmarkRunner.studySeed(task: task.name, seed: question.seed ?? 0))
            return try Self.line(Description(objectives: task.study.objectives, space: task.study.space))
        }
        guard let configuration = question.configuration, let task, var evaluation else {
            throw BenchmarkError.badQuestion("neither a task nor a configuration after one")
        }
        // Peers may leave the constraints: how far counts then.
        let free = try SearchSpace(task.study.space.parameters)
        guard let outcome = evaluation.evaluate(try free.canonical(configuration)) else {
            throw BenchmarkError.badQuestion("it is no candidate: \(configuration)")
        }
        self.evaluation = evaluation
        return try Self.line(
            Answer(
                told: outcome.told, value: evaluation.value(after: outcome, choosing: nil),
                violation: evaluation.lastViolation))
    }

    private static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
