import HoneCore
import HoneExecution
import HoneStore

/// A study: an objective, the parameters it depends on, and an optimiser that looks for the best configuration.
///
///     import Hone
///
///     let study = try Study(
///         "mlp", minimize: "loss",
///         parameters: [
///             .float("lr", 1e-5...1e-1, scale: .log), .int("layers", 1...8), .choice("optimizer", ["adam", "sgd"]),
///         ])
///     let result = try await study.optimize(trials: 50, parallel: 4) { trial in
///         try train(
///             lr: trial.double("lr"), layers: trial.int("layers"), optimizer: trial.string("optimizer"))
///     }
///     print(result.best?.configuration ?? [:], result.best?.value ?? .nan)
///
/// It is kept in memory, or in a file: `storage: .file("hone.db")`. A study of the same name that lies there goes on where
/// it stopped, provided that it is described in the same way.
public actor Study {
    /// What is tuned, as it was written here. The optimiser that `auto` came to be stands in the stored study.
    public nonisolated let description: StudyDescription
    /// What proposes configurations.
    public nonisolated let optimizer: any Optimizer
    private let storage: StudyStorage
    private var opening: Task<OpenStudy, any Error>?

    /// The study in its store.
    struct OpenStudy: Sendable {
        let store: TrialStore
        let study: StoredStudy
        let dialogue: AskTell
    }

    /// - Parameters:
    ///   - description: what is tuned; of its settings of a run nothing is used, `optimize` takes them.
    ///   - optimizer: what proposes configurations: `.auto`, `.lm`, `.gp`, `.random`, or one of your own.
    ///   - storage: where the trials are kept.
    /// - Throws: `DescriptionError` for a name that no study can have, `SpaceError` for a space that is none.
    public init(_ description: StudyDescription, optimizer: any Optimizer = .auto, storage: StudyStorage = .memory)
        throws
    {
        try StudyName.check(description.name, place: "study")
        guard !description.objectives.isEmpty else {
            throw StudyError.badSetting(
                name: "objectives", problem: "there is none", remedy: "say what to minimise or maximise")
        }
        guard description.repeats == nil || description.objectives.count == 1 else {
            throw StudyError.badSetting(
                name: "repeats", problem: "repeats take one objective, and there are \(description.objectives.count)")
        }
        var description = description
        description.optimizer = OptimizerChoice(name: OptimizerNames.name(of: optimizer))
        self.description = description
        self.optimizer = optimizer
        self.storage = storage
    }

    /// A study that looks for the lowest value of a metric.
    ///
    /// - Parameters:
    ///   - name: letters, digits, `_`, `-` and `.`.
    ///   - metric: the objective's name.
    ///   - parameters: what can be chosen.
    ///   - mixtures: parameters that add up to a total, such as `Mixture("mix", parts: ["water", "oil", "salt"])`.
    ///   - constraints: conditions that every configuration meets, such as `"layers * width <= 4096"`.
    ///   - metricConstraints: bounds on metrics that the closure returns, such as `MetricConstraint("latency", atMost: 50)`.
    ///   - pruner: what gives up trials that report worse steps than others.
    ///   - repeats: whether promising configurations run several times, over the seeds or folds in `RunningTrial.repetition`.
    ///   - optimizer: what proposes configurations: `.auto`, `.lm`, `.gp`, `.random`, or one of your own.
    ///   - seed: of everything random; the same seed and the same order of completion give the same trials.
    ///   - task: what the study tunes, for optimisers that know past trials.
    ///   - context: a sentence about it for the language model.
    ///   - storage: where the trials are kept.
    /// - Throws: `SpaceError` for parameters or constraints that make no sense, `DescriptionError` for a name that no
    ///   study can have.
    public init(
        _ name: String, minimize metric: String, parameters: [Parameter], mixtures: [Mixture] = [],
        constraints: [String] = [], metricConstraints: [MetricConstraint] = [], pruner: PrunerChoice? = nil,
        repeats: RepeatRule? = nil, optimizer: any Optimizer = .auto, seed: UInt64 = 0,
        task: TaskDescription = TaskDescription(),
        context: String? = nil, storage: StudyStorage = .memory
    ) throws {
        try self.init(
            StudyDescription(
                name: name, objectives: [Objective(.minimize, metric)], metricConstraints: metricConstraints,
                pruner: pruner, repeats: repeats,
                task: task, context: context,
                space: SearchSpace(
                    parameters, constraints: constraints.map { try Constraint(parsing: $0) }, mixtures: mixtures),
                seed: seed),
            optimizer: optimizer, storage: storage)
    }

    /// A study that looks for the highest value of a metric; everything else as for the lowest.
    ///
    /// - Throws: `SpaceError` for parameters or constraints that make no sense, `DescriptionError` for a name that no
    ///   study can have.
    public init(
        _ name: String, maximize metric: String, parameters: [Parameter], mixtures: [Mixture] = [],
        constraints: [String] = [], metricConstraints: [MetricConstraint] = [], pruner: PrunerChoice? = nil,
        repeats: RepeatRule? = nil, optimizer: any Optimizer = .auto, seed: UInt64 = 0,
        task: TaskDescription = TaskDescription(),
        context: String? = nil, storage: StudyStorage = .memory
    ) throws {
        try self.init(
            StudyDescription(
                name: name, objectives: [Objective(.maximize, metric)], metricConstraints: metricConstraints,
                pruner: pruner, repeats: repeats,
                task: task, context: context,
                space: SearchSpace(
                    parameters, constraints: constraints.map { try Constraint(parsing: $0) }, mixtures: mixtures),
                seed: seed),
            optimizer: optimizer, storage: storage)
    }

    /// The study's name.
    public nonisolated var name: String { description.name }

    /// The study in its store, opened or made by the first call.
    ///
    /// - Throws: `StoreError`, `StudyError.changed` if another study of this name lies there.
    func open() async throws -> OpenStudy {
        if let opening { return try await opening.value }
        let task = Task { [description, optimizer, storage] in
            let store = try storage.open()
            let study = try await Self.findOrCreate(description, optimizer, in: store)
            return OpenStudy(store: store, study: study, dialogue: AskTell(store: store, study: study))
        }
        opening = task
        do {
            return try await task.value
        } catch {
            // The next call tries again.
            opening = nil
            throw error
        }
    }

    private static func findOrCreate(
        _ description: StudyDescription, _ optimizer: any Optimizer, in store: TrialStore
    ) async throws -> StoredStudy {
        if let found = try await store.findStudy(named: description.name) {
            let differences = DescriptionDifference.lines(from: found.description, to: description)
            guard differences.isEmpty else {
                throw StudyError.changed(study: description.name, differences: differences)
            }
            return found
        }
        var description = description
        if let optimizer = optimizer as? NamedOptimizer { try optimizer.resolve(&description) }
        return try await store.createStudy(description)
    }

    /// Makes this description the next version of the one in the store: trials that fit it stay usable, new ones follow it.
    /// Where the two are the same, nothing happens.
    ///
    /// - Throws: `StoreError`, such as `StoreError.owned` while a process runs the study.
    public func adoptDescription() async throws {
        let store = try storage.open()
        guard let found = try await store.findStudy(named: name),
            !DescriptionDifference.lines(from: found.description, to: description).isEmpty
        else { return }
        var changed = description
        if let optimizer = optimizer as? NamedOptimizer { try optimizer.resolve(&changed) }
        _ = try await store.updateDescription(changed, of: found)
        opening = nil
    }
}
