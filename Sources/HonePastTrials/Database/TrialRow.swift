import GRDB
import HoneBase
import HoneCore

/// A row of the table `trial`: a `PastTrial` with its configuration and metrics as JSON text.
struct TrialRow {
    /// In the order in which rows are read and written.
    private static let columns = [
        "id", "configuration", "value", "state", "reason", "message", "metrics", "seed", "fidelity", "seconds",
        "position", "origin",
    ]
    static let selection = "SELECT \(columns.joined(separator: ", ")) FROM trial WHERE task = ? ORDER BY id"
    static let insertion =
        "INSERT INTO trial (\(columns.joined(separator: ", ")), task) VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")), ?)"
    static let update =
        "UPDATE trial SET \(columns.map { "\($0) = ?" }.joined(separator: ", ")) WHERE task = ? AND id = ?"

    static func arguments(_ trial: PastTrial, task: String) -> StatementArguments {
        let metrics = trial.metrics.filter { $0.value.isFinite }
        return [
            trial.id, trial.configuration.json, trial.value, trial.state.rawValue, trial.failure?.reason.rawValue,
            trial.failure?.message,
            metrics.isEmpty ? nil : Configuration(metrics.mapValues(ParameterValue.float)).json, trial.seed,
            trial.fidelity, trial.seconds, trial.position, trial.origin, task,
        ]
    }

    private let row: Row
    private let task: String
    private let path: String

    /// - Parameters:
    ///   - row: as `selection` gives it.
    ///   - path: of the database, for errors.
    init(_ row: Row, task: String, path: String) {
        self.row = row
        self.task = task
        self.path = path
    }

    /// - Throws: `TrialDatabaseError` (`damaged`) where the row holds what Hone never wrote.
    func trial() throws -> PastTrial {
        guard let id = try text(0), let configuration = try? Configuration(json: text(1) ?? "") else {
            throw damaged(1)
        }
        guard let state = try text(3).flatMap(TrialState.init(rawValue:)) else { throw damaged(3) }
        var failure: TrialFailure?
        if let name = try text(4) {
            guard let reason = TrialFailure.Reason(rawValue: name) else { throw damaged(4) }
            failure = TrialFailure(reason, try text(5) ?? "")
        }
        var metrics: [String: Double] = [:]
        if let written = try text(6) {
            guard let read = try? Configuration(json: written) else { throw damaged(6) }
            metrics = read.values.compactMapValues(\.number)
        }
        return PastTrial(
            id: id, configuration: configuration, value: try number(2), state: state, failure: failure,
            metrics: metrics, seed: try integer(7), fidelity: try number(8), seconds: try number(9),
            position: try integer(10), origin: try text(11))
    }

    private func text(_ column: Int) throws -> String? {
        switch (row[column] as DatabaseValue).storage {
        case .null: nil
        case .string(let text): text
        case .int64, .double, .blob: throw damaged(column)
        }
    }

    private func number(_ column: Int) throws -> Double? {
        switch (row[column] as DatabaseValue).storage {
        case .null: nil
        case .double(let value): value
        case .int64(let value): Double(value)
        case .string, .blob: throw damaged(column)
        }
    }

    private func integer(_ column: Int) throws -> Int? {
        switch (row[column] as DatabaseValue).storage {
        case .null: nil
        case .int64(let value): Int(value)
        case .double, .string, .blob: throw damaged(column)
        }
    }

    private func damaged(_ column: Int) -> TrialDatabaseError {
        let id = String.fromDatabaseValue(row[0]) ?? "without an id"
        return TrialDatabaseError(
            .damaged, place: path, problem: "trial \(id) of task \(task) has a damaged \(Self.columns[column])",
            remedy: "move the database away and import again")
    }
}
