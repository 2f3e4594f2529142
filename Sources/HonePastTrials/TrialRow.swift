import Foundation
import GRDB
import HoneBase
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
        configuration = trial.configuration.json
        value = trial.value
        state = trial.state.rawValue
        reason = trial.failure?.reason.rawValue
        message = trial.failure?.message
        let numbers = trial.metrics.filter { $0.value.isFinite }
        metrics = numbers.isEmpty ? nil : Configuration(numbers.mapValues(ParameterValue.float)).json
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
        guard let configuration = try? Configuration(json: configuration) else { throw damaged("configuration") }
        var numbers: [String: Double] = [:]
        if let metrics {
            guard let read = try? Configuration(json: metrics) else { throw damaged("metrics") }
            numbers = read.values.compactMapValues(\.number)
        }
        return PastTrial(
            id: id, configuration: configuration, value: value, state: state,
            failure: reason.flatMap(TrialFailure.Reason.init(rawValue:)).map { TrialFailure($0, message ?? "") },
            metrics: numbers, seed: seed, fidelity: fidelity, seconds: seconds, position: position)
    }
}
