import HoneCore
import HoneSearch

/// Searches with and without pruners on recorded learning curves: how good they are after so many epochs.
package struct CurveBenchmark: Sendable {
    /// A pruner and how it was named.
    package struct NamedPruner: Sendable {
        package let name: String
        let pauses: Bool
        let make: @Sendable (_ epochs: Int) throws -> (any Pruner)?

        /// - Parameters:
        ///   - pauses: whether what it stops may go on later.
        ///   - make: the pruner for trainings of so many epochs; nil for none.
        package init(
            _ name: String, pauses: Bool = false, make: @escaping @Sendable (_ epochs: Int) throws -> (any Pruner)?
        ) {
            self.name = name
            self.pauses = pauses
            self.make = make
        }
    }

    /// A method under a pruner, over all tasks and seeds.
    package struct Line: Sendable, Hashable, Codable {
        package var method: String
        package var pruner: String
        package var runs: Int
        /// Mean regret at each of `Report.shares`, and its standard error over tasks.
        package var regrets: [Double]
        package var errors: [Double]
        /// The smallest share of the epochs after which the mean regret is no higher than that of the same method without a pruner
        /// after all of them; nil where it never is, and without such a method.
        package var shareToUnpruned: Double?
        /// Trainings begun or gone on with in the mean, and the part of them that the pruner stopped.
        package var trials: Double
        package var pruned: Double
    }

    package struct Report: Sendable, Hashable, Codable {
        /// Of the epochs of so many whole trainings.
        package static let shares = [0.1, 0.2, 0.3, 0.5, 1]
        package var tasks: Int
        package var trainings: Int
        package var lines: [Line]
    }

    package static let unpruned = "none"

    private let tasks: [LearningCurves.Task]
    private let trainings: Int
    private let seeds: [Int]

    /// - Parameters:
    ///   - trainings: whole ones whose epochs may be spent.
    ///   - seeds: of the searches.
    package init(_ curves: LearningCurves, trainings: Int, seeds: [Int]) {
        tasks = curves.tasks
        self.trainings = trainings
        self.seeds = seeds
    }

    /// Runs each method under each pruner.
    ///
    /// - Parameters:
    ///   - methods: names of the registry.
    ///   - progress: told each pair as it ends.
    package func run(
        methods: [String], pruners: [NamedPruner], registry: OptimizerRegistry = OptimizerRegistry(),
        progress: (_ method: String, _ pruner: String) -> Void = { _, _ in }
    ) async throws -> Report {
        var lines: [Line] = []
        for method in methods {
            var curves: [(pruner: String, runs: [[CurveReplay.Run]])] = []
            for pruner in pruners {
                curves.append((pruner.name, try await runs(method, pruner, registry)))
                progress(method, pruner.name)
            }
            let goal = curves.first { $0.pruner == Self.unpruned }.map { mean($0.runs, at: 1) }
            lines += curves.map { line(method, $0.pruner, $0.runs, goal: goal) }
        }
        return Report(tasks: tasks.count, trainings: trainings, lines: lines)
    }

    /// By task, by seed.
    private func runs(_ method: String, _ pruner: NamedPruner, _ registry: OptimizerRegistry) async throws
        -> [[CurveReplay.Run]]
    {
        var all: [[CurveReplay.Run]] = []
        for task in tasks {
            var own: [CurveReplay.Run] = []
            for seed in seeds {
                let replay = CurveReplay(task, seed: seed, epochs: trainings * task.epochs)
                var study = replay.study
                study.optimizer = OptimizerChoice(name: method)
                let optimizer = try registry.optimizer(for: study, source: replay.source)
                own.append(
                    try await replay.run(
                        optimizer: optimizer, pruner: try pruner.make(task.epochs), pauses: pruner.pauses))
            }
            all.append(own)
        }
        return all
    }

    /// The regret after a share of a task's epochs, over seeds.
    private func regret(_ place: Int, _ runs: [CurveReplay.Run], at share: Double) -> Double {
        let budget = Int((share * Double(trainings * tasks[place].epochs)).rounded())
        return runs.reduce(0) { $0 + $1.regret(afterEpochs: budget) } / Double(max(1, runs.count))
    }

    private func mean(_ runs: [[CurveReplay.Run]], at share: Double) -> Double {
        runs.indices.reduce(0) { $0 + regret($1, runs[$1], at: share) } / Double(max(1, runs.count))
    }

    private func line(_ method: String, _ pruner: String, _ runs: [[CurveReplay.Run]], goal: Double?) -> Line {
        let errors = Report.shares.map { share in
            let values = runs.indices.map { regret($0, runs[$0], at: share) }
            let center = values.reduce(0, +) / Double(max(1, values.count))
            let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
            let count = Double(values.count)
            return count > 1 ? (squares / (count - 1) / count).squareRoot() : 0
        }
        let steps = (1...100).map { Double($0) / 100 }
        let every = runs.flatMap(\.self)
        let trials = every.reduce(0) { $0 + $1.epochs.count }
        return Line(
            method: method, pruner: pruner, runs: every.count, regrets: Report.shares.map { mean(runs, at: $0) },
            errors: errors, shareToUnpruned: goal.flatMap { goal in steps.first { mean(runs, at: $0) <= goal } },
            trials: Double(trials) / Double(max(1, every.count)),
            pruned: Double(every.reduce(0) { $0 + $1.prunedTrials }) / Double(max(1, trials)))
    }
}

extension CurveBenchmark.Report {
    /// For people: a line a method and pruner.
    package var text: String {
        var rows = [
            ["method", "pruner"] + Self.shares.map { "@\(Int($0 * 100)) %" } + [
                "share to unpruned", "trials", "pruned",
            ]
        ]
        for line in lines {
            let figures = zip(line.regrets, line.errors).map {
                $0.fixedText(decimals: 4) + "±" + $1.fixedText(decimals: 4)
            }
            rows.append(
                [line.method, line.pruner] + figures + [
                    line.shareToUnpruned?.fixedText(decimals: 2) ?? "-", line.trials.fixedText(decimals: 1),
                    (100 * line.pruned).fixedText(decimals: 0) + " %",
                ])
        }
        return
            "mean regret over \(tasks) tasks after so much of the epochs of \(trainings) whole trainings, ± standard error over tasks\n"
            + AlignedText.of(rows)
    }
}
