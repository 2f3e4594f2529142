import HoneCore

/// A search space guessed from the values that were tried, for sources that do not say it.
///
/// Numbers become ranges from the lowest to the highest value, logarithmic where they span decades; texts become choices.
/// A parameter that is missing in some trials is active under a condition where another one's values explain it in all
/// trials; otherwise "none" is a choice of it, where choices are what it has.
struct InferredSpace {
    let space: SearchSpace
    /// Parameters whose absence is a choice.
    private let withNone: Set<String>

    /// The choice that stands for an absent value, as Python writes it.
    static let none: ParameterValue = "None"

    /// A range whose ends differ at least by this factor is taken for logarithmic: tuners draw learning rates and the like
    /// over several decades, and linear ranges that begin near their end's hundredth are rare.
    private static let logRatio = 100.0
    /// A parameter of more values than this is no list of choices that could decide about another.
    private static let mostParentValues = 8
    /// Trials on each side, below which a condition could be chance.
    private static let fewestWitnesses = 2

    /// - Parameters:
    ///   - names: the parameters, in the order they shall have.
    ///   - configurations: what was tried.
    /// - Throws: `SpaceError` where no space can be made of them, with all values equal for example.
    init(names: [String], _ configurations: [Configuration]) throws(SpaceError) {
        var parameters: [Parameter] = []
        var withNone: Set<String> = []
        for name in names {
            var values = configurations.compactMap { $0[name] }
            var condition: Condition?
            if values.count < configurations.count {
                condition = Self.condition(for: name, among: names, configurations)
                if condition == nil || values.contains(Self.none) {
                    condition = nil
                    withNone.insert(name)
                    values.append(Self.none)
                }
            }
            parameters.append(Parameter(name, Self.domain(of: values), if: condition.map { [$0] } ?? []))
        }
        space = try SearchSpace(parameters)
        self.withNone = withNone
    }

    /// The configuration as the space writes it.
    func canonical(_ configuration: Configuration) throws(SpaceError) -> Configuration {
        var configuration = configuration
        for name in withNone where configuration[name] == nil { configuration[name] = Self.none }
        return try space.canonical(configuration)
    }

    /// The parameters that cannot be left out of a trial: numbers of a range whose absence nothing explains. Trials
    /// without one of them fit no space.
    static func indispensable(names: [String], _ configurations: [Configuration]) -> [String] {
        names.filter { name in
            let values = configurations.compactMap { $0[name] }
            guard values.count < configurations.count, values.allSatisfy({ $0.number != nil }),
                condition(for: name, among: names, configurations) == nil
            else { return false }
            // Numbers that come again and again are choices.
            return 2 * Set(values).count > values.count
        }
    }

    private static func domain(of values: [ParameterValue]) -> Domain {
        guard let first = values.first else { return .fixed("") }
        let distinct = Set(values)
        guard distinct.count > 1 else { return .fixed(first) }
        let numbers = values.compactMap(\.number)
        guard numbers.count == values.count, let low = numbers.min(), let high = numbers.max(), low < high else {
            return .categorical(sorted(distinct))
        }
        let scale: Scale = low > 0 && high / low >= logRatio ? .log : .linear
        let integers = values.compactMap { value -> Int? in
            if case .int(let integer) = value { return integer }
            return nil
        }
        if integers.count == values.count, let low = integers.min(), let high = integers.max() {
            return .int(low: low, high: high, scale: scale, step: nil)
        }
        return .float(low: low, high: high, scale: scale, step: nil)
    }

    /// The one other parameter whose values say in all trials whether this one is there.
    private static func condition(
        for name: String, among names: [String], _ configurations: [Configuration]
    ) -> Condition? {
        for parent in names where parent != name {
            var present: [ParameterValue: Int] = [:]
            var absent: [ParameterValue: Int] = [:]
            for configuration in configurations {
                guard let value = configuration[parent] else { break }
                if configuration[name] == nil {
                    absent[value, default: 0] += 1
                } else {
                    present[value, default: 0] += 1
                }
            }
            let (here, gone) = (present.values.reduce(0, +), absent.values.reduce(0, +))
            let values = present.count + absent.count
            guard here + gone == configurations.count, here >= fewestWitnesses, gone >= fewestWitnesses,
                values <= mostParentValues, 2 * values <= configurations.count,
                present.keys.allSatisfy({ absent[$0] == nil && !isFloat($0) })
            else { continue }
            return Condition(parent: parent, values: sorted(present.keys))
        }
        return nil
    }

    private static func isFloat(_ value: ParameterValue) -> Bool { if case .float = value { true } else { false } }

    private static func sorted(_ values: some Sequence<ParameterValue>) -> [ParameterValue] {
        values.sorted { "\($0)" < "\($1)" }
    }
}
