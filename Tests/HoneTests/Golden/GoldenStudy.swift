import Foundation
import Hone
import HoneCore
import HoneSearch

/// A study whose suggestions are stored: what is searched, and what a program would have answered.
struct GoldenStudy: Sendable {
    let name: String
    let description: StudyDescription
    let source: CandidateSource
    /// The objective's value of a configuration; plain arithmetic, so that it is the same everywhere.
    let value: @Sendable (Configuration) -> Double

    private init(
        _ name: String, _ text: String, source: ((SearchSpace) -> CandidateSource)? = nil,
        value: @escaping @Sendable (Configuration) -> Double
    ) throws {
        self.name = name
        description = try StudyFile.decode(text, name: name + ".yaml").build()
        self.source = source?(description.space) ?? .space
        self.value = value
    }

    static func all() throws -> [GoldenStudy] { [try numbers(), try mixed(), try digits(), try listed()] }

    /// Ranges only, linear and logarithmic, one in steps; maximised.
    private static func numbers() throws -> GoldenStudy {
        try GoldenStudy(
            "numbers",
            """
            name: numbers
            objective: {maximize: score}
            seed: 3
            parameters:
              x: {type: float, low: -5, high: 10}
              y: {type: float, low: 1e-6, high: 10, scale: log}
              z: {type: float, low: 0, high: 1, step: 0.125}
              n: {type: int, low: 1, high: 500, scale: log}
            """
        ) { configuration in
            let x = number(configuration, "x") - 2.5
            let y = number(configuration, "y") - 0.5
            let z = number(configuration, "z") - 0.75
            return 50 - x * x - y * y / 4 - 8 * z * z - number(configuration, "n") / 100
        }
    }

    /// Every kind of parameter, conditions two deep, a constraint, defaults.
    private static func mixed() throws -> GoldenStudy {
        try GoldenStudy(
            "mixed",
            """
            name: mixed
            objective: {minimize: loss}
            seed: 11
            task: {model: cnn}
            context: "a small network on pictures"
            parameters:
              learning_rate: {type: float, low: 1e-5, high: 1, scale: log, default: 1e-3}
              opt:           {type: categorical, choices: [adam, sgd, "none"]}
              momentum:      {type: float, low: 0, high: 0.9, step: 0.1, if: {opt: sgd}}
              nesterov:      {type: categorical, choices: [true, false], if: {opt: sgd}}
              layers:        {type: int, low: 1, high: 4}
              width:         {type: ordinal, values: [16, 32, 64, 128, 256, 512]}
              size:          {type: ordinal, values: [small, medium, large]}
              dropout:       {type: float, low: 0, high: 0.5, if: {layers: [3, 4]}}
              epochs:        {type: fixed, value: 20}
            constraints: ["layers * width <= 1024"]
            """
        ) { configuration in
            let rate = number(configuration, "learning_rate")
            let momentum = configuration["momentum"]?.number ?? 0.4
            let width = number(configuration, "width") / 512
            return abs(rate - 0.01) * 3 + (momentum - 0.7) * (momentum - 0.7) + width * 0.1
                + (configuration["opt"] == "sgd" ? 0 : 0.2) + (configuration["size"] == "small" ? 0.1 : 0)
        }
    }

    private static let digitsText = """
        name: digits-mlp
        objective: {minimize: error}
        task: {model: mlp, dataset: digits, facts: {rows: 1797, features: 64, classes: 10}}
        context: "multilayer perceptron, 20 epochs of Adam (scikit-learn)"
        parameters:
          alpha:              {type: float, low: 1e-8, high: 1, scale: log, default: 1e-4}
          batch_size:         {type: int, low: 8, high: 256, scale: log, default: 200}
          depth:              {type: int, low: 1, high: 3, default: 1}
          learning_rate_init: {type: float, low: 1e-5, high: 1, scale: log, default: 1e-3}
          width:              {type: int, low: 16, high: 256, scale: log, default: 100}
        """

    /// The example `digits-mlp`, which lies within what the adapter was tested on.
    private static func digits() throws -> GoldenStudy {
        try GoldenStudy("digits-mlp", digitsText, value: digitsError)
    }

    /// The same, chosen from a list as a benchmark's table is.
    private static func listed() throws -> GoldenStudy {
        try GoldenStudy(
            "listed", digitsText,
            source: { space in
                var list: [Configuration] = []
                for batch in [16, 64, 200] {
                    for depth in 1...3 {
                        for rate in [1e-4, 1e-3, 1e-2, 0.1] {
                            for width in [16, 64, 256] {
                                list.append([
                                    "alpha": 1e-4, "batch_size": .int(batch), "depth": .int(depth),
                                    "learning_rate_init": .float(rate), "width": .int(width),
                                ])
                            }
                        }
                    }
                }
                return .finite(list, in: space)
            }, value: digitsError)
    }

    @Sendable private static func digitsError(_ configuration: Configuration) -> Double {
        let rate = number(configuration, "learning_rate_init")
        return 0.02 + 2 * abs(rate - 0.004) / (1 + rate * 20) + number(configuration, "batch_size") / 8000
            + 0.3 / number(configuration, "width") + 0.01 * number(configuration, "depth")
            + number(configuration, "alpha") / 20
    }

    private static func number(_ configuration: Configuration, _ name: String) -> Double {
        configuration[name]?.number ?? .nan
    }
}
