import HoneCore

/// A row of a CSV file, its parameters read.
struct CSVRow {
    let line: Int
    let cells: [String]
    /// The parameters that have a value.
    let configuration: Configuration

    /// The rows of a file, and whether some column has decimal commas.
    static func rows(_ text: CSVText, _ roles: CSVRoles) -> (rows: [CSVRow], pointed: Bool) {
        var table = text.rows.map(\.cells)
        var isPointed = false
        for column in text.header?.cells.indices ?? 0..<0 {
            guard
                let pointed = CSVNumbers.withDecimalPoints(table.map { $0[column] }, separator: text.separator)
            else { continue }
            isPointed = true
            for row in table.indices { table[row][column] = pointed[row] }
        }
        var configurations = [Configuration](repeating: Configuration(), count: table.count)
        for parameter in roles.parameters {
            let values = CSVNumbers.values(table.map { $0[parameter.column] })
            for (row, value) in values.enumerated() { configurations[row][parameter.name] = value }
        }
        let rows = table.indices.map {
            CSVRow(line: text.rows[$0].line, cells: table[$0], configuration: configurations[$0])
        }
        return (rows, isPointed)
    }

    /// What became of a trial.
    struct Outcome {
        var state: TrialState
        var value: Double?
        var failure: TrialFailure?
    }

    /// Why a row is left out.
    struct Problem: Error {
        var text: String
    }

    /// What became of the trial; nil if it says nothing: it had not finished, or somebody stopped it, or it failed without
    /// a configuration.
    func outcome(_ roles: CSVRoles) -> Result<Outcome?, Problem> {
        var meaning = TrialWords.Meaning.complete
        switch state(roles) {
        case .success(let told): meaning = told
        case .failure(let problem): return .failure(problem)
        }
        let metric = roles.objective.metric
        let written = cells[roles.value]
        let value = CSVNumbers.number(written)
        switch meaning {
        case .unfinished, .cancelled: return .success(nil)
        case .failed(let reason):
            guard !configuration.values.isEmpty else { return .success(nil) }
            return .success(Outcome(state: .failed, failure: TrialFailure(reason, text(roles.error) ?? "")))
        case .pruned: return .success(Outcome(state: .pruned, value: value))
        case .complete:
            if let value { return .success(Outcome(state: .complete, value: value)) }
            if CSVNumbers.isNonFinite(written) {
                return .success(
                    Outcome(state: .failed, failure: TrialFailure(.nonFinite, "\(metric) is \(written)")))
            }
            let isGap = CSVNumbers.isMissing(written) || CSVNumbers.isNone(written)
            return .failure(
                Problem(
                    text: isGap
                        ? "a complete trial has no \(metric): no value stands there"
                        : "\(metric) is \(written), not a number"))
        }
    }

    /// What the state columns say together: the worst, for a crashed run must never count as a good one.
    private func state(_ roles: CSVRoles) -> Result<TrialWords.Meaning, Problem> {
        var worst: TrialWords.Meaning?
        var unknown: String?
        for column in roles.states {
            guard let meaning = TrialWords.meaning(of: cells[column]) else {
                unknown = unknown ?? cells[column]
                continue
            }
            if worst == nil || worst == .complete { worst = meaning }
        }
        if let worst { return .success(worst) }
        guard let unknown else { return .success(.complete) }
        return .failure(
            Problem(
                text: unknown.isEmpty
                    ? "its state is empty"
                    : "state \(unknown) is no word that Hone knows, such as \(TrialWords.examples)"))
    }

    func facts(_ roles: CSVRoles) -> [String: ParameterValue] {
        var facts: [String: ParameterValue] = [:]
        for (column, name) in roles.facts where !cells[column].isEmpty {
            facts[name] = ParameterValue(parsing: cells[column])
        }
        return facts
    }

    func trial(
        _ outcome: Outcome, _ configuration: Configuration, _ roles: CSVRoles,
        identifiers: inout ContentIdentifiers
    ) -> PastTrial {
        var metrics: [String: Double] = [:]
        for (column, name) in roles.metrics { metrics[name] = CSVNumbers.number(cells[column]) }
        let number = text(roles.number)
        let named = text(roles.identifier) ?? number.map { "trial \($0)" }
        return PastTrial(
            id: named ?? identifiers.next(for: cells.joined(separator: "\u{1F}").utf8, task: ""),
            configuration: configuration, value: outcome.value, state: outcome.state, failure: outcome.failure,
            metrics: metrics, seed: text(roles.seed).flatMap(Int.init(decimal:)),
            seconds: text(roles.seconds).flatMap(CSVNumbers.seconds),
            position: number.flatMap(Int.init(decimal:)))
    }

    /// The cell of a column, if there is one and it holds something.
    func text(_ column: Int?) -> String? {
        guard let column, !CSVNumbers.isMissing(cells[column]) else { return nil }
        return cells[column]
    }
}
