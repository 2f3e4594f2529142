import Foundation
import GRDB
import HoneCore

/// A row of the table `trial`: a `PastTrial` with its configuration and metrics as JSON text.
struct TrialRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "trial"
    /// The first import wins: a trial that is there already stays as it is.
    static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .ignore, update: .abort)

    var task: String
    var id: String
    var configuration: String
    var value: Double?
    var state: String
    var reason: String?
    var message: String?
    var metrics: String?
    var seed: Int?
    var fidelity: Double?
    var seconds: Double?
    var position: Int?

    init(_ trial: PastTrial, task: String) {
        self.task = task
        id = trial.id
        configuration = JSONWriter.object(trial.configuration.sorted.map { ($0.name, $0.value) })
        value = trial.value
        state = trial.state.rawValue
        reason = trial.failure?.reason.rawValue
        message = trial.failure?.message
        let numbers = trial.metrics.filter { $0.value.isFinite }.sorted { $0.key < $1.key }
        metrics = numbers.isEmpty ? nil : JSONWriter.object(numbers.map { ($0.key, .float($0.value)) })
        seed = trial.seed
        fidelity = trial.fidelity
        seconds = trial.seconds
        position = trial.position
    }

    /// - Throws: `TrialDatabaseError` (`damaged`) where the row holds what Hone never wrote.
    func trial(databasePath: String) throws -> PastTrial {
        func damaged(_ column: String) -> TrialDatabaseError {
            TrialDatabaseError(
                .damaged, place: databasePath, problem: "trial \(id) of task \(task) has a damaged \(column)",
                remedy: "Move the database away and import again.")
        }
        guard let state = TrialState(rawValue: state) else { throw damaged("state") }
        let read = try scalars(configuration) { damaged("configuration") }
        var numbers: [String: Double] = [:]
        if let metrics {
            for (name, value) in try scalars(metrics, { damaged("metrics") }) { numbers[name] = value.number }
        }
        return PastTrial(
            id: id, configuration: Configuration(read), value: value, state: state,
            failure: reason.flatMap(TrialFailure.Reason.init(rawValue:)).map { TrialFailure($0, message ?? "") },
            metrics: numbers, seed: seed, fidelity: fidelity, seconds: seconds, position: position)
    }

    private func scalars(
        _ text: String, _ damaged: () -> TrialDatabaseError
    ) throws -> [String: ParameterValue] {
        guard let members = (try? OrderedJSON(parsing: text))?.members else { throw damaged() }
        var values: [String: ParameterValue] = [:]
        for member in members {
            guard let value = member.value.parameterValue else { throw damaged() }
            values[member.name] = value
        }
        return values
    }
}
