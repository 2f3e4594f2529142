import HoneCore
import HoneNumerics

/// A run on a test function: what an optimiser was told of each configuration, and how good the run stands.
///
///     var trace = FunctionTrace(function, seed: 3)
///     let told = trace.evaluate(configuration)
///     let figure = trace.figure()
package struct FunctionTrace: Sendable {
    package let function: TestFunction
    private let generator: SeededGenerator
    /// The objectives of each configuration, as an optimiser was told them.
    package private(set) var told: [[Double]] = []
    /// The true values.
    private var truths: [[Double]] = []
    /// How far each configuration was from meeting the space's constraints; 0 if it did.
    package private(set) var violations: [Double] = []
    /// The objectives of allowed configurations that no other dominates.
    private var front: [[Double]] = []

    /// - Parameter seed: of the noise, which depends on it and the number of the evaluation alone: methods with equal seeds have the
    ///   same luck.
    package init(_ function: TestFunction, seed: UInt64) {
        self.function = function
        generator = SeededGenerator(seed: seed)
    }

    /// Evaluates a configuration and returns what an optimiser may know.
    package mutating func evaluate(_ configuration: Configuration) -> [Double] {
        let values = function.evaluate(configuration)
        var noise = generator.fork("noise", told.count)
        told.append(function.noise == 0 ? values : values.map { $0 + function.noise * noise.normal() })
        truths.append(values)
        let violation = function.space.constraints.reduce(0) { $0 + $1.program.violation(in: configuration) }
        violations.append(violation)
        if values.count > 1, violation == 0, !front.contains(where: { $0 == values || Self.dominates($0, values) }) {
            front.removeAll { Self.dominates(values, $0) }
            front.append(values)
        }
        return told[told.count - 1]
    }

    /// Below it nothing is better: what is still missing to the whole front's hypervolume, in parts of it; the true value of the
    /// configuration that was chosen under noise; otherwise the last value.
    ///
    /// - Parameter chosen: the evaluation that a user would be given as the best one, where values are noisy; nil for the one with the
    ///   lowest value that was told.
    /// - Returns: nil before the first evaluation, and where the configuration meant breaks a constraint.
    package func figure(choosing chosen: Int? = nil) -> Double? {
        guard let last = truths.indices.last else { return nil }
        switch function.target {
        case .front(let reference, let hypervolume):
            return 1 - Hypervolume.of(front, reference: reference) / hypervolume
        case .value:
            let place = function.noise > 0 ? chosen ?? luckiest : last
            return violations[place] == 0 ? truths[place][0] : nil
        }
    }

    private var luckiest: Int {
        var best = 0
        for place in told.indices where told[place][0] < told[best][0] { best = place }
        return best
    }

    private static func dominates(_ a: [Double], _ b: [Double]) -> Bool {
        a != b && zip(a, b).allSatisfy { $0 <= $1 }
    }
}
