import Foundation
import HoneCore

/// Functions of numbers, whole numbers, choices and ranges on a logarithmic scale at once. All have a lowest value that is known,
/// most of them 0.
enum MixedFunctions {
    static func all() throws(SpaceError) -> [TestFunction] {
        [try ripples(), try valley(), try network(), try choices(), try flags(), try magnitudes()]
    }

    /// Rastrigin's function with its lowest point off the middle: three numbers, three whole numbers.
    private static func ripples() throws(SpaceError) -> TestFunction {
        let optimum: [Double] = [1.3, -2.1, 0.7, 2, -3, 1]
        let names = ["a", "b", "c", "i", "j", "k"]
        let space = try SearchSpace(
            names.enumerated().map { $0 < 3 ? .float($1, -5.12...5.12) : .int($1, -5...5) })
        return TestFunction("mixed/ripples", space: space, target: .value(0)) { configuration in
            let z = zip(configuration.numbers(names), optimum).map { $0 - $1 }
            return [z.reduce(60) { $0 + $1 * $1 - 10 * cos(2 * .pi * $1) }]
        }
    }

    /// Rosenbrock's valley in which every second step is a whole one; lowest at 1 everywhere.
    private static func valley() throws(SpaceError) -> TestFunction {
        let names = (0..<6).map { "x\($0)" }
        let space = try SearchSpace(
            names.enumerated().map { $0 % 2 == 0 ? .float($1, -3...5) : .int($1, -3...5) })
        return TestFunction("mixed/valley", space: space, target: .value(0)) { configuration in
            let x = configuration.numbers(names)
            return [
                zip(x, x.dropFirst()).reduce(0) { sum, pair in
                    let across = pair.1 - pair.0 * pair.0
                    return sum + across * across + (1 - pair.0) * (1 - pair.0)
                }
            ]
        }
    }

    /// What a network's loss might look like: learning rate and batch hang together, and each optimiser has a rate of its own.
    static func network(_ name: String = "mixed/network", noise: Double = 0) throws(SpaceError) -> TestFunction {
        let space = try SearchSpace([
            .float("learning_rate", 1e-5...1, scale: .log), .choice("optimizer", ["adam", "sgd", "rmsprop"]),
            .int("width", 4...1024, scale: .log), .int("layers", 1...6), .float("dropout", 0...0.9),
            .ordinal("batch", [16, 32, 64, 128, 256, 512], scale: .log), .flag("bias"),
        ])
        let rates: [String: (exponent: Double, cost: Double)] = [
            "adam": (-3, 0), "rmsprop": (-3.3, 0.05), "sgd": (-1.5, 0.1),
        ]
        return TestFunction(name, space: space, target: .value(0), noise: noise) { configuration in
            let values = configuration.numbers(["learning_rate", "width", "layers", "dropout", "batch"])
            let rate = rates[configuration["optimizer"]?.description ?? ""] ?? (0, 1)
            let batch = log2(values[4]) - 6
            let away = log10(values[0]) - rate.exponent - 0.15 * batch
            let dropout = values[3] - 0.05 * values[2]
            let width = log2(values[1]) - 7
            let layers = values[2] - 3
            let sum = 0.3 * away * away + 0.02 * batch * batch + 0.03 * width * width + 0.03 * layers * layers
            let bias = configuration["bias"] == .bool(true) ? 0 : 0.02
            return [sum + dropout * dropout + rate.cost + bias]
        }
    }

    /// Four unordered choices whose costs depend on their neighbours', and a number whose best place depends on the first.
    private static func choices() throws(SpaceError) -> TestFunction {
        let letters = ["a", "b", "c", "d", "e", "f"]
        let names = (0..<4).map { "c\($0)" }
        // Of single choices and of neighbouring ones; 5 and 7 scatter the places so that no order helps.
        let single: @Sendable (Int, Int) -> Double = { Double(($1 * 5 + $0 * 7 + 3) % 6) / 5 }
        let paired: @Sendable (Int, Int) -> Double = { ($0 * $1 + $0 + 2) % 4 == 0 ? 0 : 0.5 }
        let cost: @Sendable ([Int]) -> Double = { picked in
            let alone = picked.enumerated().reduce(0) { $0 + single($1.offset, $1.element) }
            return zip(picked, picked.dropFirst()).reduce(alone) { $0 + paired($1.0, $1.1) }
        }
        var lowest = Double.infinity
        for index in 0..<1296 { lowest = min(lowest, cost([index / 216, index / 36 % 6, index / 6 % 6, index % 6])) }
        let space = try SearchSpace([.float("x", 0...1)] + names.map { .choice($0, letters) })
        return TestFunction("mixed/choices", space: space, target: .value(lowest)) { configuration in
            let picked = names.map { letters.firstIndex(of: configuration[$0]?.description ?? "") ?? 0 }
            let away = (configuration["x"]?.number ?? 0) - Double(picked[0] + 1) / 7
            return [cost(picked) + 4 * away * away]
        }
    }

    /// Ackley's function of twelve flags and three numbers (Wan et al., "Think global and act local: Bayesian optimisation over
    /// high-dimensional categorical and mixed search spaces", 2021, have fifty flags).
    private static func flags() throws(SpaceError) -> TestFunction {
        let flags = (0..<12).map { "b\($0)" }
        let numbers = ["x", "y", "z"]
        let space = try SearchSpace(flags.map { .flag($0) } + numbers.map { .float($0, -1...1) })
        return TestFunction("mixed/flags", space: space, target: .value(0)) { configuration in
            let z = flags.map { configuration[$0] == .bool(true) ? 1.0 : 0 } + configuration.numbers(numbers)
            let square = z.reduce(0) { $0 + $1 * $1 } / 15
            let waves = z.reduce(0) { $0 + cos(2 * .pi * $1) } / 15
            // As a difference from the lowest point, where rounding would leave a little otherwise.
            return [20 * (1 - exp(-0.2 * square.squareRoot())) + exp(1) - exp(waves)]
        }
    }

    /// A slanted valley in the logarithms of four numbers and a whole one.
    private static func magnitudes() throws(SpaceError) -> TestFunction {
        let names = ["p", "q", "r", "s", "n"]
        let optimum: [Double] = [-3.2, 0.4, -5, 1.1, 2]
        let space = try SearchSpace(
            names.map { $0 == "n" ? .int($0, 1...10_000, scale: .log) : .float($0, 1e-6...1e2, scale: .log) })
        return TestFunction("mixed/magnitudes", space: space, target: .value(0)) { configuration in
            let z = zip(configuration.numbers(names), optimum).map { log10($0) - $1 }
            let steep = (z[0] - z[1]) * (z[0] - z[1]) + (z[2] + z[4]) * (z[2] + z[4])
            return [5 * steep + z.reduce(0) { $0 + $1 * $1 }]
        }
    }
}
