import Foundation
import HoneCore
import HoneSearch

/// What becomes of a configuration.
enum Outcome {
    case success(Double)
    case failure(TrialFailure)
}

/// A study on a function, trial after trial, as a person would run it.
struct StudySimulation {
    var study: StudyDescription
    var history = TrialHistory()
    let evaluate: (Configuration) -> Outcome

    init(
        _ space: SearchSpace, _ direction: Objective.Direction = .minimize,
        outcome: @escaping (Configuration) -> Outcome
    ) {
        study = StudyDescription(name: "simulated", objectives: [Objective(direction, "loss")], space: space)
        evaluate = outcome
    }

    init(_ space: SearchSpace, _ direction: Objective.Direction = .minimize, value: @escaping (Configuration) -> Double)
    {
        self.init(space, direction, outcome: { .success(value($0)) })
    }

    mutating func start(_ configuration: Configuration) {
        history.trials.append(
            Trial(number: history.trials.count, state: .running, configuration: configuration))
        history.revision += 1
    }

    mutating func finish(_ number: Int) {
        switch evaluate(history.trials[number].configuration) {
        case .success(let value):
            history.trials[number].state = .complete
            history.trials[number].values = [value]
        case .failure(let failure):
            history.trials[number].state = .failed
            history.trials[number].failure = failure
        }
        history.revision += 1
    }

    /// Runs trials until there are `total`, `parallel` at a time, or until the optimiser has no more suggestions.
    mutating func run(_ optimizer: any Optimizer, trials total: Int, parallel: Int = 1, seed: UInt64 = 0) async throws {
        while history.trials.count < total {
            let wanted = min(parallel, total - history.trials.count)
            let suggestions = try await optimizer.suggest(wanted, for: study, given: history, seed: seed)
            for suggestion in suggestions { start(suggestion.configuration) }
            for trial in history.pending { finish(trial.number) }
            if suggestions.count < wanted { return }
        }
    }

    var keys: [String] { history.trials.map(\.configuration.key) }
    var best: Double? { history.best(for: study.objective)?.value }
}

extension Configuration {
    /// A number that must be there.
    func number(_ name: String) -> Double { self[name]?.number ?? .nan }
}

/// Spaces that several tests search.
enum SampleSpace {
    static func branin() throws -> SearchSpace {
        try SearchSpace([
            Parameter("x", .float(low: -5, high: 10, scale: .linear, step: nil)),
            Parameter("y", .float(low: 0, high: 15, scale: .linear, step: nil)),
        ])
    }

    /// Branin's function: three minima of 0.397887.
    static func branin(_ configuration: Configuration) -> Double {
        let x = configuration.number("x")
        let y = configuration.number("y")
        let valley = y - 5.1 / (4 * .pi * .pi) * x * x + 5 / .pi * x - 6
        return valley * valley + 10 * (1 - 1 / (8 * .pi)) * cos(x) + 10
    }

    /// Every kind of parameter, two conditions deep, with a constraint.
    static func mixed() throws -> SearchSpace {
        try SearchSpace(
            [
                Parameter("learning_rate", .float(low: 1e-5, high: 1, scale: .log, step: nil), default: 0.001),
                Parameter("optimizer", .categorical(["adam", "sgd"])),
                Parameter(
                    "momentum", .float(low: 0, high: 0.9, scale: .linear, step: 0.1),
                    if: [Condition(parent: "optimizer", values: ["sgd"])]),
                Parameter("layers", .int(low: 1, high: 4, scale: .linear, step: nil)),
                Parameter("width", .int(low: 16, high: 1024, scale: .log, step: nil)),
                Parameter(
                    "skip", .categorical([true, false]), if: [Condition(parent: "layers", values: [3, 4])]),
                Parameter("size", .ordinal(["small", "medium", "large"], scale: nil)),
                Parameter("epochs", .fixed(20)),
            ], constraints: [try Constraint(parsing: "layers * width <= 1024")])
    }

    static func mixed(_ configuration: Configuration) -> Double {
        let rate = log(configuration.number("learning_rate")) / 5 + 1.2
        let momentum = configuration["momentum"]?.number ?? 0.4
        let width = configuration.number("width") / 1024
        return rate * rate + (momentum - 0.7) * (momentum - 0.7) + width * 0.1
            + (configuration["optimizer"] == "sgd" ? 0 : 0.2)
    }
}
