// Tunes a Swift function: ridge regression by gradient descent on data that it makes itself.
//
//     swift run -c release SwiftFunctionExample            20 trials, four at a time, in memory
//     swift run -c release SwiftFunctionExample tune.db    the same in a file: the next call goes on where this one stopped

import Foundation
import Hone

/// Points near a line through seven features, and the loss of a model on the half that it was not trained on.
struct Regression {
    private let rows: [[Double]]
    private let targets: [Double]

    init(count: Int = 200) {
        let weights = [0.5, -1, 2, 0, 0.25, -0.75, 1.5]
        // Fixed, so that every run tunes the same: a walk of the golden ratio instead of chance.
        func value(_ index: Int) -> Double {
            (Double(index) * 0.618_033_988_749_894_8).truncatingRemainder(dividingBy: 1) * 2 - 1
        }
        rows = (0..<count).map { row in weights.indices.map { value(row * weights.count + $0 + 1) } }
        targets = rows.enumerated().map { index, row in
            zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 } + 0.1 * value(index * 31 + 7)
        }
    }

    /// Trains for some epochs and calls `epochDone` with the loss after each of them.
    func train(rate: Double, decay: Double, momentum: Double, epochs: Int, epochDone: (Int, Double) throws -> Void)
        rethrows -> Double
    {
        let half = rows.count / 2
        var weights = [Double](repeating: 0, count: rows[0].count)
        var velocity = weights
        var loss = Double.infinity
        for epoch in 1...epochs {
            for index in 0..<half {
                let error = predict(weights, rows[index]) - targets[index]
                for feature in weights.indices {
                    let gradient = error * rows[index][feature] + decay * weights[feature]
                    velocity[feature] = momentum * velocity[feature] - rate * gradient
                    weights[feature] += velocity[feature]
                }
            }
            loss =
                (half..<rows.count).reduce(0) { $0 + pow(predict(weights, rows[$1]) - targets[$1], 2) } / Double(half)
            try epochDone(epoch, loss)
        }
        return loss
    }

    private func predict(_ weights: [Double], _ row: [Double]) -> Double {
        zip(weights, row).reduce(0) { $0 + $1.0 * $1.1 }
    }
}

let regression = Regression()
let study = try Study(
    "regression", minimize: "loss",
    parameters: [
        .float("rate", 1e-4...0.5, scale: .log, default: 0.01),
        .float("decay", 1e-6...1e-1, scale: .log),
        .int("epochs", 1...20),
        .choice("method", ["plain", "momentum"]),
        .float("momentum", 0...0.99, if: [.when("method", is: "momentum")]),
    ],
    optimizer: .gp, context: "linear regression by gradient descent",
    storage: CommandLine.arguments.dropFirst().first.map { .file($0) } ?? .memory)

do {
    let show: @Sendable (StudyEvent) -> Void = { event in
        if case .improved(let trial, _) = event { print("trial \(trial.number): \(trial.value ?? .nan)") }
    }
    let result = try await study.optimize(trials: 20, parallel: 4, onEvent: show) { trial in
        try regression.train(
            rate: trial.double("rate"), decay: trial.double("decay"),
            momentum: trial.isActive("momentum") ? trial.double("momentum") : 0, epochs: trial.int("epochs")
        ) { epoch, loss in
            trial.report(loss, step: epoch)
            if trial.shouldStop { throw TrialStopped() }
        }
    }
    guard let best = result.best else {
        print("no trial completed: \(result.history.trials.first?.failure?.message ?? "none ran")")
        exit(1)
    }
    print("best: \(best.configuration), loss \(best.value ?? .nan)")
} catch let error as any HoneError {
    print("error: \(error)")
    exit(1)
}
