import Foundation
import HoneCore

/// Functions whose parameters exist only under others' values, the lowest value known.
enum ConditionalFunctions {
    static func all() throws(SpaceError) -> [TestFunction] {
        [try tree(), try methods(), try layers(), try pipeline()]
    }

    /// The tree of Jenatton, Archambeau, González and Seeger, "Bayesian optimization with tree-structured dependencies", 2017,
    /// section 5.1: three decisions, four leaves; lowest 0.1.
    private static func tree() throws(SpaceError) -> TestFunction {
        let left: Condition = .when("x1", is: 0)
        let right: Condition = .when("x1", is: 1)
        let space = try SearchSpace([
            .choice("x1", [0, 1]), .choice("x2", [0, 1], if: [left]), .choice("x3", [0, 1], if: [right]),
            .float("x4", -1...1, if: [left, .when("x2", is: 0)]), .float("x5", -1...1, if: [left, .when("x2", is: 1)]),
            .float("x6", -1...1, if: [right, .when("x3", is: 0)]),
            .float("x7", -1...1, if: [right, .when("x3", is: 1)]), .float("r8", 0...1, if: [left]),
            .float("r9", 0...1, if: [right]),
        ])
        let leaves = [("x4", 0.1), ("x5", 0.2), ("x6", 0.3), ("x7", 0.4)]
        return TestFunction("conditional/tree", space: space, target: .value(0.1)) { configuration in
            let shared = configuration["r8"]?.number ?? configuration["r9"]?.number ?? 0
            let leaf = leaves.first { configuration[$0.0] != nil }
            let x = leaf.flatMap { configuration[$0.0]?.number } ?? 1
            return [x * x + (leaf?.1 ?? 0.4) + shared]
        }
    }

    /// Three methods with parameters of their own beside a shared one; the best is narrow.
    private static func methods() throws(SpaceError) -> TestFunction {
        let space = try SearchSpace([
            .choice("method", ["narrow", "broad", "flat"]), .float("shared", -5...5),
            .float("gain", 1e-4...10, scale: .log, if: [.when("method", is: "narrow")]),
            .float("decay", 0...1, if: [.when("method", is: "narrow")]),
            .float("spread", -5...5, if: [.when("method", is: "broad")]),
            .int("rounds", 1...100, scale: .log, if: [.when("method", is: "broad")]),
            .float("level", 0...1, if: [.when("method", is: "flat")]),
        ])
        return TestFunction("conditional/methods", space: space, target: .value(0)) { configuration in
            func number(_ name: String) -> Double { configuration[name]?.number ?? 0 }
            let shared = 0.1 * (number("shared") - 1) * (number("shared") - 1)
            switch configuration["method"]?.description {
            case "narrow":
                let gain = log10(number("gain")) + 2
                let decay = number("decay") - 0.3
                return [shared + gain * gain + 4 * decay * decay + 0.5 * abs(gain * decay)]
            case "broad":
                let spread = number("spread") + shared
                let rounds = log10(number("rounds")) - 1
                return [0.3 + shared + 0.05 * spread * spread + 0.2 * rounds * rounds]
            default:
                return [0.6 + shared + 0.1 * number("level")]
            }
        }
    }

    /// A network whose layers have a width each; lowest 0 at three layers of 128, 64 and 32.
    private static func layers() throws(SpaceError) -> TestFunction {
        let widths = (1...5).map { "width\($0)" }
        let space = try SearchSpace(
            [.int("layers", 1...5), .float("learning_rate", 1e-5...1, scale: .log)]
                + widths.enumerated().map { index, name in
                    .int(
                        name, 4...512, scale: .log,
                        if: index == 0 ? [] : [Condition(parent: "layers", values: (index + 1...5).map { .int($0) })])
                })
        return TestFunction("conditional/layers", space: space, target: .value(0)) { configuration in
            let layers = configuration["layers"]?.number ?? 1
            let rate = log10(configuration["learning_rate"]?.number ?? 1) + 2.5 + 0.25 * (layers - 3)
            var sum = 0.15 * (layers - 3) * (layers - 3) + 0.4 * rate * rate
            for (index, name) in widths.enumerated() {
                guard let width = configuration[name]?.number else { continue }
                let away = log2(width) - Double(7 - index)
                sum += 0.05 * away * away
            }
            return [sum]
        }
    }

    /// A pipeline: a way to prepare the data, a model, and a kernel within one of the models; lowest 0.
    private static func pipeline() throws(SpaceError) -> TestFunction {
        let space = try SearchSpace([
            .flag("scale"), .choice("reduction", ["none", "pca", "select"]),
            .int("components", 1...50, if: [.when("reduction", is: "pca")]),
            .float("share", 0.05...1, if: [.when("reduction", is: "select")]),
            .choice("model", ["svm", "forest", "boosting"]),
            .float("C", 1e-3...1e3, scale: .log, if: [.when("model", is: "svm")]),
            .choice("kernel", ["linear", "rbf", "poly"], if: [.when("model", is: "svm")]),
            .float("gamma", 1e-4...10, scale: .log, if: [.when("kernel", is: "rbf", "poly")]),
            .int("degree", 2...5, if: [.when("kernel", is: "poly")]),
            .int("trees", 10...500, scale: .log, if: [.when("model", is: "forest", "boosting")]),
            .int("depth", 1...12, if: [.when("model", is: "forest", "boosting")]),
            .float("rate", 1e-3...1, scale: .log, if: [.when("model", is: "boosting")]),
        ])
        return TestFunction("conditional/pipeline", space: space, target: .value(0)) {
            [preparation(of: $0) + model(of: $0)]
        }
    }

    private static func preparation(of configuration: Configuration) -> Double {
        func number(_ name: String) -> Double { configuration[name]?.number ?? 0 }
        // Scaling matters for a machine of kernels, hardly for trees.
        let isScaled = configuration["scale"] == .bool(true)
        let scaling = isScaled ? 0 : configuration["model"] == .string("svm") ? 0.3 : 0.01
        switch configuration["reduction"]?.description {
        case "pca": return scaling + 0.02 + pow((number("components") - 20) / 50, 2)
        case "select": return scaling + pow(number("share") - 0.6, 2)
        default: return scaling + 0.05
        }
    }

    private static func model(of configuration: Configuration) -> Double {
        func log(_ name: String) -> Double { log10(configuration[name]?.number ?? 1) }
        func number(_ name: String) -> Double { configuration[name]?.number ?? 0 }
        switch configuration["model"]?.description {
        case "svm":
            let cost = 0.03 * pow(log("C") - 1, 2)
            switch configuration["kernel"]?.description {
            case "rbf": return 0.04 + cost + 0.08 * pow(log("gamma") + 1.5 + 0.3 * (log("C") - 1), 2)
            case "poly": return 0.1 + cost + 0.08 * pow(log("gamma") + 1, 2) + 0.03 * pow(number("degree") - 3, 2)
            default: return 0.2 + cost
            }
        case "forest":
            return 0.08 + 0.05 * pow(log("trees") - 2.5, 2) + 0.004 * pow(number("depth") - 10, 2)
        default:
            // The more trees the smaller the rate; lowest at 100 trees.
            let rate = log("rate") + 1 + (log("trees") - 2)
            return 0.2 * rate * rate + 0.1 * pow(log("trees") - 2, 2) + 0.006 * pow(number("depth") - 4, 2)
        }
    }
}
