import HoneCore

/// What runs amount to: mean regret after so many evaluations, its standard error over seeds, and ranks.
///
/// Regret is (best so far - task's best) / (task's worst - best). Means are over seeds first, then over tasks. A method is
/// reported over the tasks on which every method of the report has runs, so that all means are over the same tasks.
package struct BenchmarkReport: Sendable, Hashable, Codable {
    /// Evaluations at which regret is reported.
    package static let checkpoints = [1, 5, 10, 20, 30, 50, 100, 200]

    /// A method's figures at one number of evaluations.
    package struct Figure: Sendable, Hashable, Codable {
        package var evaluations: Int
        package var regret: Double
        /// Of the mean over tasks, from the spread over seeds; nil where a task has one seed only.
        package var standardError: Double?
        /// Mean over tasks of the method's rank among the report's methods, 1 the best, ties shared.
        package var rank: Double
    }

    package struct Line: Sendable, Hashable, Codable {
        package var method: String
        package var runs: Int
        /// Fewest and most seeds on a task.
        package var seeds: [Int]
        package var figures: [Figure]
        /// Mean seconds of a suggestion, the first of each run and all others.
        package var firstSeconds: Double?
        package var laterSeconds: Double?
    }

    /// The tasks that the means are over.
    package var tasks: [String]
    /// Tasks left out because not every method has runs on them, or their scale is unknown.
    package var leftOut: [String]
    /// Best first, by regret at ten evaluations (or the last checkpoint before).
    package var lines: [Line]

    /// - Parameters:
    ///   - runs: of any methods and tasks.
    ///   - scales: of each task.
    package init(_ runs: [BenchmarkRun], scales: [String: RegretScale]) {
        let byMethod = Dictionary(grouping: runs, by: \.method)
        let methods = byMethod.keys.sorted()
        let everyTask = Set(runs.map(\.task)).sorted()
        let shared = everyTask.filter { task in
            scales[task] != nil && methods.allSatisfy { byMethod[$0]?.contains { $0.task == task } == true }
        }
        tasks = shared
        leftOut = everyTask.filter { !shared.contains($0) }
        lines = []
        let curves = methods.map { method in
            MethodCurves(byMethod[method] ?? [], tasks: shared, scales: scales)
        }
        let reached = curves.map(\.shortest).min() ?? 0
        let checkpoints = shared.isEmpty ? [] : Self.checkpoints.filter { $0 <= reached }
        let ranks = checkpoints.map { evaluations in Ranks.mean(curves.map { $0.means(at: evaluations) }) }
        for (index, method) in methods.enumerated() {
            let curve = curves[index]
            let figures = checkpoints.enumerated().map { position, evaluations in
                Figure(
                    evaluations: evaluations, regret: curve.mean(at: evaluations),
                    standardError: curve.standardError(at: evaluations), rank: ranks[position][index])
            }
            lines.append(
                Line(
                    method: method, runs: curve.runCount, seeds: curve.seedRange, figures: figures,
                    firstSeconds: curve.firstSeconds, laterSeconds: curve.laterSeconds))
        }
        lines.sort { ($0.sortingRegret, $0.method) < ($1.sortingRegret, $1.method) }
    }
}

extension BenchmarkReport.Line {
    fileprivate var sortingRegret: Double {
        (figures.last { $0.evaluations <= 10 } ?? figures.last)?.regret ?? .infinity
    }
}

/// A method's regrets, by task and seed.
private struct MethodCurves {
    /// By task, in the report's order: one curve a seed.
    private var curves: [[[Double]]]
    private var seconds: [[Double]]

    init(_ runs: [BenchmarkRun], tasks: [String], scales: [String: RegretScale]) {
        curves = tasks.map { task in
            // The last run of a seed counts, as in a file that was appended to.
            var bySeed: [Int: [Double]] = [:]
            for run in runs where run.task == task { bySeed[run.seed] = scales[task]?.regrets(run.values) }
            return bySeed.sorted { $0.key < $1.key }.map(\.value)
        }
        seconds = runs.filter { tasks.contains($0.task) }.map(\.seconds)
    }

    var runCount: Int { curves.reduce(0) { $0 + $1.count } }
    var seedRange: [Int] { [curves.map(\.count).min() ?? 0, curves.map(\.count).max() ?? 0] }
    /// Evaluations of the shortest run.
    var shortest: Int { curves.joined().map(\.count).min() ?? 0 }

    var firstSeconds: Double? { mean(seconds.compactMap(\.first)) }
    var laterSeconds: Double? { mean(seconds.flatMap { $0.dropFirst() }) }

    /// Mean over seeds, for each task.
    func means(at evaluations: Int) -> [Double] {
        curves.map { runs in mean(runs.map { $0[evaluations - 1] }) ?? .nan }
    }

    func mean(at evaluations: Int) -> Double { mean(means(at: evaluations)) ?? .nan }

    /// Of the mean over tasks: seeds are independent between tasks, so the variances of the tasks' means add up.
    func standardError(at evaluations: Int) -> Double? {
        guard !curves.isEmpty, curves.allSatisfy({ $0.count > 1 }) else { return nil }
        let variances = curves.map { runs in
            let values = runs.map { $0[evaluations - 1] }
            let center = values.reduce(0, +) / Double(values.count)
            let sum = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
            return sum / Double(values.count - 1) / Double(values.count)
        }
        return variances.reduce(0, +).squareRoot() / Double(curves.count)
    }

    private func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}

private enum Ranks {
    /// For each method the mean over tasks of its rank.
    ///
    /// - Parameter values: by method, then by task; lower is better. Equal values share the mean of their ranks.
    static func mean(_ values: [[Double]]) -> [Double] {
        let count = values.first?.count ?? 0
        return values.map { own in
            let ranks = (0..<count).map { task in
                let better = values.count { $0[task] < own[task] }
                let equal = values.count { $0[task] == own[task] }
                return Double(better) + (Double(equal) + 1) / 2
            }
            return count == 0 ? .nan : ranks.reduce(0, +) / Double(count)
        }
    }
}
