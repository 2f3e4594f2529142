import HoneBase
import HoneCore
import HoneExecution

/// What is said of trials in the bodies of requests and answers.
enum TrialMessage {
    /// What a worker tells of a trial that is over.
    enum Outcome: Sendable, Hashable {
        case metrics([String: Double])
        case failed(TrialFailure)
        /// It was stopped at the step that it reported last.
        case pruned(String)
        /// The worker cannot go on with it; somebody else may.
        case returned
    }

    /// A trial for the worker that is to run it.
    static func assignment(_ trial: Trial, of study: StudyDescription, expires: Double) -> JSON {
        var members: [JSON.Member] = [
            .init("trial", .integer(trial.number)), .init("attempt", .integer(trial.attempts.count)),
            .init("configuration", configuration(trial.configuration)), .init("repeat", .integer(trial.repetition)),
            .init("lastStep", trial.reports.last.map { .integer($0.step) } ?? .null),
            .init("expires", .number(expires)),
        ]
        let template = try? CommandTemplate(
            study.command, space: study.space, appendsParameters: study.running.appendsParameters)
        let command = study.command.isEmpty ? nil : template?.arguments(for: trial.configuration)
        members.append(.init("command", command.map { .array($0.map { .string($0) }) } ?? .null))
        return .object(members)
    }

    /// A trial for whoever looks at it.
    static func record(_ trial: Trial, of study: StudyDescription) -> JSON {
        let values = zip(study.objectives, trial.values).map { JSON.Member($0.metric, number($1)) }
        return .object([
            .init("trial", .integer(trial.number)), .init("state", .string(trial.state.rawValue)),
            .init("configuration", configuration(trial.configuration)), .init("repeat", .integer(trial.repetition)),
            .init("objectives", .object(values)),
            .init(
                "metrics", .object(trial.metrics.sorted { $0.key < $1.key }.map { .init($0.key, number($0.value)) })),
            .init("attempts", .integer(trial.attempts.count)),
            .init("lastStep", trial.reports.last.map { .integer($0.step) } ?? .null),
            .init("seconds", trial.seconds.map(number) ?? .null),
            .init("origin", trial.suggestion.map { .string($0.origin) } ?? .null),
            .init("rationale", (trial.suggestion?.rationale).map { .string($0) } ?? .null),
            .init("failure", trial.failure.map { .string("\($0.reason.rawValue): \($0.message)") } ?? .null),
        ])
    }

    /// The study itself.
    static func study(_ study: StudyDescription, _ history: TrialHistory) -> JSON {
        let counts = TrialState.allCases.map { state in
            JSON.Member(state.rawValue, .integer(history.trials.counts[state] ?? 0))
        }
        let goals = study.objectives.map { objective -> JSON in
            ["metric": .string(objective.metric), "direction": .string(objective.direction.rawValue)]
        }
        return [
            "study": .string(study.name), "objectives": .array(goals),
            "bounds": .array(study.metricConstraints.map { .string($0.description) }),
            "parameters": .array(study.space.parameters.map { .string($0.name) }),
            "optimizer": .string(study.optimizer.effectiveName), "trials": .object(counts),
            "reads": .array(study.reportedMetrics.map { .string($0) }),
        ]
    }

    private static func configuration(_ configuration: Configuration) -> JSON {
        .object(configuration.sorted.map { .init($0.name, value($0.value)) })
    }

    private static func value(_ value: ParameterValue) -> JSON {
        switch value {
        case .bool(let truth): .bool(truth)
        case .int(let number): .integer(number)
        case .float(let number): .number(number)
        case .string(let text): .string(text)
        }
    }

    /// JSON has no other number: what is not finite is null.
    private static func number(_ number: Double) -> JSON { number.isFinite ? .number(number) : .null }
}
