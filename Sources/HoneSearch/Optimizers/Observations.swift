import HoneCore

/// What a study's history says about its objective, with the sign turned so that lower is better.
package struct Observations: Sendable {
    package private(set) var configurations: [Configuration]
    /// One value a configuration, finite.
    package private(set) var values: [Double]
    /// Configurations that wait or run.
    package let pending: [Configuration]

    /// Complete trials with their values. Trials whose failure speaks against their configuration (no finite value, out of memory,
    /// out of time) get the worst value seen; they are left out while there is none. All other trials say nothing.
    package init(_ history: TrialHistory, objective: Objective) {
        self.init(history, objective: objective) { _ in 0 }
    }

    /// The same of a study: trials beyond its bounds on metrics count like such failures.
    package init(_ history: TrialHistory, of study: StudyDescription) {
        self.init(history, objective: study.objective, violation: study.violation(of:))
    }

    private init(_ history: TrialHistory, objective: Objective, violation: (Trial) -> Double) {
        configurations = []
        values = []
        var bad: [Trial] = []
        for trial in history.complete {
            guard let value = trial.value else { continue }
            guard violation(trial) == 0 else {
                bad.append(trial)
                continue
            }
            configurations.append(trial.configuration)
            values.append(objective.minimized(value))
        }
        // While nothing is good, how far each is from it is what there is to learn.
        if values.isEmpty, !bad.isEmpty {
            configurations = bad.map(\.configuration)
            let violations = bad.map(violation)
            let most = violations.filter(\.isFinite).max() ?? 1
            values = violations.map { $0.isFinite ? $0 : most }
            bad = []
        }
        if let worst = values.max() {
            for trial in bad + history.evidentFailures {
                configurations.append(trial.configuration)
                values.append(worst)
            }
        }
        pending = history.pending.map(\.configuration)
    }

    package var count: Int { values.count }

    /// The same with some of the observations only; what is pending stays.
    func selecting(_ indices: [Int]) -> Observations {
        var copy = self
        copy.configurations = indices.map { configurations[$0] }
        copy.values = indices.map { values[$0] }
        return copy
    }

    /// The configurations, the best first; the earlier of equals first.
    package var bestFirst: [Configuration] {
        values.indices.sorted { (values[$0], $0) < (values[$1], $1) }.map { configurations[$0] }
    }
}
