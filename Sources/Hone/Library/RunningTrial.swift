import HoneCore
import HoneExecution
import Synchronization

/// A trial while it runs, as the closure that evaluates it sees it: its values by type, reports, and whether it should stop.
///
///     try await study.optimize(trials: 50) { trial in
///         let lr = try trial.double("lr")
///         let layers: Int = try trial["layers"]
///         var loss = Double.infinity
///         for epoch in 1...20 {
///             loss = train(lr, layers, epoch)
///             trial.report(loss, step: epoch)
///             if trial.shouldStop { throw TrialStopped() }
///         }
///         return loss
///     }
///
/// A parameter read by a wrong name or as a wrong type is a mistake of the closure, not of the configuration: once the
/// closure throws the `ParameterAccessError`, the study ends with it.
public final class RunningTrial: Sendable {
    private let context: FunctionExecutor.Context
    private let space: SearchSpace
    private let metric: String
    /// Names of the metrics that steps were reported of.
    private let reported = Mutex<Set<String>>([])

    init(_ context: FunctionExecutor.Context, of study: StudyDescription) {
        self.context = context
        space = study.space
        metric = study.objective.metric
    }

    /// The trial's number within its study, counted from 0.
    public var number: Int { context.trial }

    /// Which run of its configuration the trial is, counted from 0: the seed or fold to take where the study repeats.
    public var repetition: Int { context.repetition }

    /// One value for every active parameter.
    public var configuration: Configuration { context.configuration }

    /// Path of a folder for the trial's files, made when it is first asked for. That of a study in memory is temporary.
    public var directory: String { context.directory }

    /// Whether the trial should stop: its time or the study's is up, or somebody wants the study to end. What does not
    /// look at it, nor at its task's cancellation, runs to its end.
    public var shouldStop: Bool { context.isStopping }

    /// Reports a value of the study's (first) objective on the way.
    ///
    /// - Parameter step: an epoch, say; steps rise.
    public func report(_ value: Double, step: Int) { report([metric: value], step: step) }

    /// Reports metrics on the way, by name.
    ///
    /// - Parameter step: an epoch, say; steps rise.
    public func report(_ metrics: [String: Double], step: Int) {
        reported.withLock { $0.formUnion(metrics.keys) }
        context.report(metrics, step: step)
    }

    func hasReported(_ metric: String) -> Bool { reported.withLock { $0.contains(metric) } }
}

extension RunningTrial {
    /// Whether the parameter has a value in this trial: it exists, and its conditions hold.
    public func isActive(_ name: String) -> Bool { configuration[name] != nil }

    /// The value of a parameter as a Swift type.
    ///
    ///     let layers: Int = try trial["layers"]
    ///     let activation = try trial["activation", as: Activation.self]
    ///
    /// - Throws: `ParameterAccessError` if there is no such parameter, it is not active, or it is of another type.
    public subscript<Value: TunableValue>(name: String, as type: Value.Type = Value.self) -> Value {
        get throws(ParameterAccessError) {
            guard isActive(name) else { throw accessError(name) }
            return try configuration.value(name)
        }
    }

    /// Why a parameter has no value here.
    private func accessError(_ name: String) -> ParameterAccessError {
        guard let parameter = space[name] else {
            return ParameterAccessError(missing: name, known: space.parameters.map(\.name))
        }
        let conditions = parameter.conditions.map { condition in
            "\(condition.parent) is \(condition.values.map(\.description).joined(separator: " or "))"
        }
        return ParameterAccessError(inactive: name, unless: conditions.joined(separator: " and "))
    }

    /// The value of a numeric parameter.
    ///
    /// - Throws: `ParameterAccessError` if there is no such parameter, it is not active, or it is no number.
    public func double(_ name: String) throws(ParameterAccessError) -> Double { try self[name] }

    /// The value of an integer parameter.
    ///
    /// - Throws: `ParameterAccessError` if there is no such parameter, it is not active, or it is no integer.
    public func int(_ name: String) throws(ParameterAccessError) -> Int { try self[name] }

    /// The value of a parameter that is text.
    ///
    /// - Throws: `ParameterAccessError` if there is no such parameter, it is not active, or it is no text.
    public func string(_ name: String) throws(ParameterAccessError) -> String { try self[name] }

    /// The items of a permutation in their order, as texts.
    ///
    /// - Throws: `ParameterAccessError` if there is no such parameter, it is not active, or it is no text.
    public func order(_ name: String) throws(ParameterAccessError) -> [String] {
        guard isActive(name) else { throw accessError(name) }
        return try configuration.order(name)
    }

    /// The value of a flag.
    ///
    /// - Throws: `ParameterAccessError` if there is no such parameter, it is not active, or it is no flag.
    public func bool(_ name: String) throws(ParameterAccessError) -> Bool { try self[name] }
}
