import HoneCore
import HoneSearch

/// A task of a benchmark: a study whose candidates are a fixed list of configurations with known values, or a function on the study's
/// whole space.
package struct BenchmarkTask: Sendable {
    /// The dataset's name decides what an adapter or a snapshot must not have seen; the study does not say it.
    package let identity: TaskIdentity
    /// What the optimiser is told: space, objective, facts about the data, the program in words.
    package let study: StudyDescription
    /// The rows; none where a function is evaluated.
    package let candidates: FiniteCandidates
    /// What is evaluated where the task has no rows.
    package let function: TestFunction?
    /// The objective of each candidate, in the objective's own direction.
    package let values: [Double]
    package let scale: RegretScale
    /// What else was reported of each row, or empty; no method is told.
    package let metrics: [[String: Double]]

    /// Rows of each configuration; equal configurations may have several (repeats).
    private let rows: [String: [Int]]

    /// - Parameter configurations: as many as values, none of them outside the study's space.
    package init(
        _ identity: TaskIdentity, study: StudyDescription, configurations: [Configuration], values: [Double],
        metrics: [[String: Double]] = []
    ) {
        self.metrics = metrics
        self.identity = identity
        function = nil
        self.study = study
        self.values = values
        candidates = FiniteCandidates(configurations, in: study.space)
        scale = RegretScale(values, direction: study.objective.direction)
        var rows: [String: [Int]] = [:]
        for (row, configuration) in configurations.enumerated() {
            rows[configuration.key, default: []].append(row)
        }
        self.rows = rows
    }

    /// A function as a task; its optimum, and what random search comes to, are its scale.
    package init(_ function: TestFunction) throws {
        identity = TaskIdentity(function)
        study = StudyDescription(
            name: function.name, objectives: function.objectives, space: function.space, usesDefault: false)
        candidates = FiniteCandidates([], in: function.space)
        self.function = function
        values = []
        metrics = []
        scale = try RegretScale(function)
        rows = [:]
    }

    package var name: String { identity.name }

    /// Where methods may look for candidates.
    package var source: CandidateSource { function == nil ? .finite(candidates) : .space }

    /// How many different configurations there are: no run can be longer.
    package var distinctCount: Int {
        function.map { $0.space.cardinality ?? .max } ?? rows.count
    }

    /// Whether the configuration can be evaluated.
    package func contains(_ configuration: Configuration) -> Bool {
        function?.space.contains(configuration) ?? (rows[configuration.key] != nil)
    }

    /// The row that evaluating the configuration gives: of several with it the first that was not evaluated yet.
    package func row(of configuration: Configuration, notIn used: Set<Int>) -> Int? {
        let all = rows[configuration.key]
        return all?.first { !used.contains($0) } ?? all?.first
    }
}

/// The scale of a task's regret: 0 at its best value, 1 at its worst (of a function: at what random search comes to).
package struct RegretScale: Sendable, Hashable, Codable {
    package var best: Double
    package var worst: Double
    package var direction: Objective.Direction
    /// Whether a run's best value so far counts; otherwise each value says itself how the run stands.
    package var keepsBest = true

    /// - Parameter values: all values of the task; not empty.
    package init(_ values: [Double], direction: Objective.Direction) {
        let low = values.min() ?? 0
        let high = values.max() ?? 0
        self.init(
            best: direction == .minimize ? low : high, worst: direction == .minimize ? high : low,
            direction: direction)
    }

    package init(best: Double, worst: Double, direction: Objective.Direction) {
        self.best = best
        self.worst = worst
        self.direction = direction
    }

    /// Of a function: from its known optimum to what random search comes to.
    package init(_ function: TestFunction) throws {
        self.init(best: function.optimum ?? 0, worst: try function.typicalValue(), direction: .minimize)
        keepsBest = function.noise == 0
    }

    /// `(best so far - best) / (worst - best)` after each evaluation; 0 throughout where all values are equal.
    package func regrets(_ values: [Double]) -> [Double] {
        guard best != worst else { return values.map { _ in 0 } }
        var lead = direction == .minimize ? Double.infinity : -Double.infinity
        return values.map { value in
            let isBetter = direction == .minimize ? value < lead : value > lead
            if isBetter || !keepsBest { lead = value }
            return (lead - best) / (worst - best)
        }
    }
}
