import HoneCore
import HoneNumerics
import HoneSearch

/// A study's description on its way: what a file and flags gave so far, each part with its place for messages. `build()`
/// is where it becomes a valid `StudyDescription` or an error.
public struct StudyDraft: Sendable {
    /// A parameter and where it was written.
    struct PlacedParameter: Sendable {
        var parameter: Parameter
        var place: String
    }

    /// A mixture and where it was written; its parameters are among the others.
    struct PlacedMixture: Sendable {
        var mixture: Mixture
        var place: String
    }

    /// A constraint's text and where it was written.
    struct PlacedConstraint: Sendable {
        var constraint: Constraint
        var place: String
    }

    /// A bound on a metric and where it was written.
    struct PlacedMetricConstraint: Sendable {
        var constraint: MetricConstraint
        var place: String

        init(parsing text: String, place: String) throws(DescriptionError) {
            do {
                constraint = try MetricConstraint(parsing: text)
            } catch {
                throw DescriptionError(
                    place, "\(PrintableText.line(text.shortened(to: 60))): \(error.problem); \(error.remedy ?? "")")
            }
            try MetricName.check(constraint.metric, place: place)
            self.place = place
        }
    }

    /// The study's name; nil to make one from the program's.
    public var name: String?
    /// The program and its arguments.
    public var command: [String] = []
    /// What is optimised.
    public var objectives: [Objective] = []
    /// What is tuned, in the terms under which past trials are filed.
    public var task = TaskDescription()
    /// Free text for the language model.
    public var context: String?
    /// The optimiser's name; nil where nobody named one.
    public private(set) var optimizerName: String?
    /// The seed of everything random; nil where nobody named one.
    public var seed: UInt64?
    /// Whether the parameters' defaults make the first trial.
    public var usesDefault = true
    /// What gives up trials that report worse steps than others.
    public var pruner: PrunerChoice?
    /// How many trials run, how many at a time, and what ends them.
    public var running = RunSettings()

    var parameters: [PlacedParameter] = []
    var mixtures: [PlacedMixture] = []
    var constraints: [PlacedConstraint] = []
    var metricConstraints: [PlacedMetricConstraint] = []
    /// Where the study as a whole was written: the file, or the command line.
    var place = "hone run"
    var optimizerPlace: String?
    private var repeats: (max: Int, place: String)?
    var objectivePlace: String?

    /// A draft of nothing.
    public init() {}

    /// Whether there is any parameter yet.
    public var hasParameters: Bool { !parameters.isEmpty }

    /// Adds a parameter given as `-p`; one of the same name from a file is replaced, its `if` kept, and its words where the
    /// flag has none.
    public mutating func add(_ flag: ParameterFlag) throws(DescriptionError) {
        var parameter = flag.parameter
        guard let index = parameters.firstIndex(where: { $0.parameter.name == parameter.name }) else {
            parameters.append(PlacedParameter(parameter: parameter, place: flag.place))
            return
        }
        guard !parameters[index].place.hasPrefix(ParameterFlag.prefix) else {
            throw DescriptionError(flag.place, "\(parameter.name) is given twice; drop one of the two")
        }
        parameter.conditions = parameters[index].parameter.conditions
        parameter.meaning = parameter.meaning ?? parameters[index].parameter.meaning
        if parameter.defaultValue == nil, let value = parameters[index].parameter.defaultValue {
            parameter.defaultValue = parameter.domain.isSearched ? parameter.domain.canonical(value) : nil
        }
        parameters[index] = PlacedParameter(parameter: parameter, place: flag.place)
    }

    /// Adds a mixture given as `-p`; one of the same name from a file is replaced, its `if` kept, and its words where the flag has
    /// none.
    public mutating func add(_ flag: MixtureFlag) throws(DescriptionError) {
        var mixture = flag.mixture
        var start = parameters.count
        if let index = mixtures.firstIndex(where: { $0.mixture.name == mixture.name }) {
            let known = mixtures.remove(at: index)
            guard !known.place.hasPrefix(ParameterFlag.prefix) else {
                throw DescriptionError(flag.place, "\(mixture.name) is given twice; drop one of the two")
            }
            mixture.conditions = known.mixture.conditions
            mixture.meaning = mixture.meaning ?? known.mixture.meaning
            let names = Set(known.mixture.parameters.map(\.name))
            start = parameters.firstIndex { names.contains($0.parameter.name) } ?? start
            parameters.removeAll { names.contains($0.parameter.name) }
        }
        mixtures.append(PlacedMixture(mixture: mixture, place: flag.place))
        parameters.insert(
            contentsOf: mixture.parameters.map { PlacedParameter(parameter: $0, place: flag.place) }, at: start)
    }

    /// Sets what is optimised, in place of what a file said.
    public mutating func setObjectives(_ objectives: [Objective], place: String) {
        self.objectives = objectives
        objectivePlace = place
    }

    /// Adds a bound on a metric, written as `latency <= 50`.
    public mutating func addMetricConstraint(_ text: String, place: String) throws(DescriptionError) {
        metricConstraints.append(try PlacedMetricConstraint(parsing: text, place: place))
    }

    /// Sets the optimiser; whether there is such a one is checked with everything else.
    public mutating func setOptimizer(_ name: String, place: String) {
        optimizerName = name
        optimizerPlace = place
    }

    /// Sets how many runs a promising configuration gets at most; 1 for no further runs.
    public mutating func setRepeats(_ max: Int, place: String) {
        repeats = max == 1 ? nil : (max, place)
    }

    private func checkedRepeats() throws(DescriptionError) -> RepeatRule? {
        guard let repeats else { return nil }
        guard objectives.count == 1 else {
            throw DescriptionError(
                repeats.place, "repeats take one objective, and there are \(objectives.count); drop repeats")
        }
        do { return try RepeatRule(max: repeats.max) } catch {
            throw DescriptionError(repeats.place, "\(error.problem); \(error.remedy ?? "")")
        }
    }

    /// Checks everything and makes the description.
    ///
    /// - Throws: `DescriptionError` that names the file's line or the flag.
    public func build() throws(DescriptionError) -> StudyDescription {
        guard !objectives.isEmpty else {
            throw DescriptionError(
                place,
                "what is to be optimised is missing; give --minimize NAME or --maximize NAME, or objective: {minimize: NAME} in the file"
            )
        }
        let space = try searchSpace()
        try CommandChecks.check(command, space: space, place: place)
        let name = try checkedName()
        try OptimizerNames.check(optimizerName, place: optimizerPlace ?? place)
        try OptimizerNames.check(optimizerName, takes: objectives, place: optimizerPlace ?? objectivePlace ?? place)
        for placed in metricConstraints where space[placed.constraint.metric] != nil {
            throw DescriptionError(
                placed.place,
                "\(placed.constraint.metric) is a parameter, not a metric; write the condition under constraints")
        }
        return StudyDescription(
            name: name, command: command, objectives: objectives,
            metricConstraints: metricConstraints.map(\.constraint), pruner: pruner,
            repeats: try checkedRepeats(), task: task, context: context,
            space: space,
            optimizer: OptimizerChoice(name: optimizerName ?? OptimizerNames.standard), seed: seed ?? 0,
            usesDefault: usesDefault, running: running)
    }

    private func searchSpace() throws(DescriptionError) -> SearchSpace {
        let space: SearchSpace
        do {
            space = try SearchSpace(
                parameters.map(\.parameter), constraints: constraints.map(\.constraint),
                mixtures: mixtures.map(\.mixture))
        } catch {
            throw placed(error)
        }
        try checkSatisfiable(space)
        return space
    }

    /// Looks for a configuration that meets the constraints.
    private func checkSatisfiable(_ space: SearchSpace) throws(DescriptionError) {
        guard let first = constraints.first else { return }
        var generator = SeededGenerator(seed: 0)
        do {
            let found = try RandomDraws(space).draw(1, excluding: TakenConfigurations(), using: &generator)
            guard found.isEmpty else { return }
        } catch {
            throw DescriptionError(first.place, "\(error.problem); \(error.remedy ?? "")")
        }
        throw DescriptionError(
            first.place, "no configuration of the space meets the constraints; loosen one, or widen the ranges")
    }

    /// A space's error at the line or the flag where its parameter or constraint was written.
    private func placed(_ error: SpaceError) -> DescriptionError {
        switch error.subject {
        case .space:
            return DescriptionError(place, error.problem)
        case .parameter(let name):
            if let mixture = mixtures.last(where: { $0.mixture.name == name }) {
                let isFlag = mixture.place.hasPrefix(ParameterFlag.prefix)
                return DescriptionError(mixture.place, isFlag ? error.problem : error.description)
            }
            // Of two with the same name the second is the one too many.
            guard let found = parameters.last(where: { $0.parameter.name == name }) else {
                return DescriptionError(place, error.description)
            }
            let isFlag = found.place.hasPrefix(ParameterFlag.prefix)
            return DescriptionError(found.place, isFlag ? error.problem : error.description)
        case .constraint(let source):
            let found = constraints.first { $0.constraint.source == source }
            return DescriptionError(found?.place ?? place, error.description)
        }
    }

    private func checkedName() throws(DescriptionError) -> String {
        guard let name = name ?? StudyName.derived(from: command) else {
            throw DescriptionError(place, "the study has no name; give --name NAME")
        }
        try StudyName.check(name, place: place)
        return name
    }
}
