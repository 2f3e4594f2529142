import HoneCore

/// A function whose best value is known: a space, what is measured there, and how good that can get.
///
/// It is pure: the same configuration gives the same outcome, and what noise there is comes from a seed of its own.
///
///     let sphere = BBOB.sphere.function(dimension: 5, instance: 1)
///     let values = sphere.evaluate(configuration)
package struct TestFunction: Sendable {
    /// `bbob/f1-sphere-d5-i1`: the suite, then the function.
    package let name: String
    package let space: SearchSpace
    package let objectives: [Objective]
    /// How good it can get.
    package let target: Target
    /// Standard deviation of the normal noise on a value that an optimiser is told; 0 for none.
    package let noise: Double
    /// The objectives' true values at a configuration of the space.
    package let evaluate: @Sendable (Configuration) -> [Double]

    package enum Target: Sendable, Hashable {
        /// The lowest value (all are minimised), where there is one objective.
        case value(Double)
        /// Where there are several: the reference point of the hypervolume, and the hypervolume of the whole front.
        case front(reference: [Double], hypervolume: Double)
    }

    /// - Parameters:
    ///   - objectives: nil for one, named `value`, that is minimised.
    ///   - evaluate: of a configuration that belongs to the space; as many values as objectives.
    package init(
        _ name: String, space: SearchSpace, objectives: [Objective]? = nil, target: Target, noise: Double = 0,
        evaluate: @escaping @Sendable (Configuration) -> [Double]
    ) {
        self.name = name
        self.space = space
        self.objectives = objectives ?? [Objective(.minimize, "value")]
        self.target = target
        self.noise = noise
        self.evaluate = evaluate
    }

    /// The suite's name.
    package var suite: String { String(name.prefix { $0 != "/" }) }

    /// The lowest value where there is one objective; nil for several.
    package var optimum: Double? {
        if case .value(let value) = target { value } else { nil }
    }
}

extension TestFunction {
    /// A function of numbers alone: `x0`, `x1` and so on, all from one range.
    package init(
        _ name: String, dimension: Int, range: ClosedRange<Double>, target: Target, objectives: [Objective]? = nil,
        _ compute: @escaping @Sendable ([Double]) -> [Double]
    ) throws(SpaceError) {
        let names = (0..<dimension).map { "x\($0)" }
        self.init(
            name, space: try SearchSpace(names.map { .float($0, range) }), objectives: objectives, target: target
        ) { configuration in
            compute(configuration.numbers(names))
        }
    }
}

extension Configuration {
    /// The values of numeric parameters in the order of the names; 0 for one that has none.
    func numbers(_ names: [String]) -> [Double] { names.map { self[$0]?.number ?? 0 } }
}
