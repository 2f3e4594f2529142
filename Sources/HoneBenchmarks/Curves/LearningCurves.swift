import Foundation
import Hone
import HoneCore
import HonePastTrials
import HoneSearch

/// Configurations whose values after every epoch are known: real trainings that were recorded, to be replayed under pruners.
package struct LearningCurves: Sendable {
    /// A program on a dataset.
    package struct Task: Sendable {
        /// `mlp/vehicle`.
        package let name: String
        package let identity: TaskIdentity
        package let space: SearchSpace
        package let candidates: FiniteCandidates
        /// The error after each epoch, `[configuration][epoch]`, minimised.
        package let curves: [[Double]]

        /// Epochs of a whole training.
        package var epochs: Int { curves.first?.count ?? 0 }
        /// From the lowest to the highest error after the last epoch.
        package var scale: RegretScale { RegretScale(curves.compactMap(\.last), direction: .minimize) }

        /// - Parameter curves: as many as configurations, all of one length, which is at least 1.
        package init(_ identity: TaskIdentity, space: SearchSpace, configurations: [Configuration], curves: [[Double]])
        {
            name = identity.name
            self.identity = identity
            self.space = space
            candidates = FiniteCandidates(configurations, in: space)
            self.curves = curves
        }
    }

    package let tasks: [Task]

    package init(tasks: [Task]) { self.tasks = tasks }

    /// A line of `curves.jsonl`.
    private struct Line: Decodable {
        var task: String
        var family: String
        var dataset: String
        /// Rows that were looked at after each epoch.
        var rows: Int
        /// Values in the order of the space's parameters; null where one is not active.
        var configurations: [[ParameterValue?]]
        /// How many rows were wrong after each epoch.
        var wrong: [[Int]]
    }

    /// Reads a folder that `scripts/learning_curves.py` wrote: `spaces.json` and `curves.jsonl`.
    ///
    /// - Throws: `BenchmarkError.damagedCurves` for a line that makes no sense, and what the spaces' file throws.
    package init(folder: URL) throws {
        let spaces = try SpacesDocument(path: folder.appendingPathComponent("spaces.json").path)
        let file = folder.appendingPathComponent("curves.jsonl")
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw BenchmarkError.cannotRead(file: file.path, problem: error.localizedDescription)
        }
        var tasks: [Task] = []
        for (index, bytes) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
            do {
                let line = try JSONDecoder().decode(Line.self, from: bytes)
                guard let space = spaces.families[line.family]?.space else {
                    throw CurveProblem(description: "there is no space of \(line.family)")
                }
                tasks.append(try Self.task(line, space: space))
            } catch {
                throw BenchmarkError.damagedCurves(file: file.path, line: index + 1, problem: "\(error)")
            }
        }
        self.tasks = tasks
    }

    private struct CurveProblem: Error, CustomStringConvertible {
        var description: String
    }

    private static func task(_ line: Line, space: SearchSpace) throws -> Task {
        let epochs = line.wrong.first?.count ?? 0
        guard line.rows > 0, epochs > 0, line.configurations.count == line.wrong.count,
            line.wrong.allSatisfy({ $0.count == epochs })
        else { throw CurveProblem(description: "its curves are not of one length, or not one a configuration") }
        let names = space.parameters.map(\.name)
        let configurations = try line.configurations.map { values in
            guard values.count == names.count else {
                throw CurveProblem(description: "\(values.count) values for \(names.count) parameters")
            }
            var configuration = Configuration()
            for (name, value) in zip(names, values) { configuration[name] = value }
            return try space.canonical(configuration)
        }
        return Task(
            TaskIdentity(name: line.task, family: line.family, dataset: line.dataset), space: space,
            configurations: configurations,
            curves: line.wrong.map { $0.map { Double($0) / Double(line.rows) } })
    }
}
