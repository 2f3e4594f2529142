import Foundation
import HoneCore

/// How the columns of a CSV file are to be read; what is nil is found by the columns' names.
package struct CSVColumns: Sendable, Hashable {
    /// The objective; nil: minimise the column `value`.
    package var objective: Objective?
    /// Columns that are parameters, in the order they shall have; nil: those that begin `param.`, `params_` or `config.`.
    package var parameters: [String]?
    /// The model and the dataset of all rows, where no column says them.
    package var model: String?
    package var dataset: String?

    package init(
        objective: Objective? = nil, parameters: [String]? = nil, model: String? = nil, dataset: String? = nil
    ) {
        self.objective = objective
        self.parameters = parameters
        self.model = model
        self.dataset = dataset
    }
}

/// Reads a CSV file with a header, one trial a row.
///
/// Columns by name: parameters (`param.lr`, Optuna's `params_lr`, `config.lr`, or as told), the objective (`value`, or as
/// told), `model`, `dataset`, `state` or `status`, `id` or `number`, `seconds`, `seed`, facts of the dataset (`rows`,
/// `features`, `classes`, `fact.NAME`); every other column of numbers is a metric. An empty parameter cell is an inactive
/// parameter.
struct CSVImport {
    private static let parameterPrefixes = ["param.", "params_", "params.", "config."]
    private static let factNames: Set<String> = ["rows", "features", "numeric", "categorical", "classes", "majority"]

    let file: String
    let columns: CSVColumns
    private let header: [String]
    private let rows: [CSVText.Row]
    /// Column index and parameter name, in the parameters' order.
    private let parameters: [(column: Int, name: String)]
    private let valueColumn: Int
    private let objective: Objective

    init(path: String, columns: CSVColumns) throws(TrialDatabaseError) {
        try self.init(try CSVText(path: path), file: path, columns: columns)
    }

    init(_ text: CSVText, file: String, columns: CSVColumns) throws(TrialDatabaseError) {
        func failure(_ line: Int, _ problem: String, _ remedy: String) -> TrialDatabaseError {
            TrialDatabaseError(
                .badInput, place: "\(file):\(line)", problem: problem, remedy: "\(remedy) Nothing was imported.")
        }
        guard let first = text.rows.first else {
            throw failure(1, "the file is empty", "It must have a header line with the columns' names.")
        }
        let header = first.cells
        if let twice = header.first(where: { name in header.count { $0 == name } > 1 }) {
            throw failure(first.line, "two columns are named \(twice)", "Rename one of them.")
        }
        if let ragged = text.rows.first(where: { $0.cells.count != header.count }) {
            throw failure(
                ragged.line, "the row has \(ragged.cells.count) cells, the header names \(header.count) columns",
                "If the file was cut short, get the whole file; else correct the row.")
        }
        var parameters: [(column: Int, name: String)] = []
        if let named = columns.parameters {
            for name in named {
                guard let column = header.firstIndex(of: name) else {
                    throw failure(
                        first.line, "there is no column \(name)" + NearestName.hint(for: name, among: header),
                        "Name the parameters' columns as the header writes them.")
                }
                parameters.append((column, Self.parameterName(name)))
            }
        } else {
            for (column, name) in header.enumerated() where Self.parameterName(name) != name {
                parameters.append((column, Self.parameterName(name)))
            }
        }
        guard !parameters.isEmpty else {
            throw failure(
                first.line, "no column is a parameter",
                "Name them param.NAME in the header, or list them: --parameters lr,width.")
        }
        let objective = columns.objective ?? Objective(.minimize, "value")
        guard let valueColumn = header.firstIndex(of: objective.metric) else {
            throw failure(
                first.line,
                "there is no column \(objective.metric) for the objective"
                    + NearestName.hint(for: objective.metric, among: header),
                "Name it: --minimize COLUMN or --maximize COLUMN.")
        }
        self.file = file
        self.columns = columns
        self.header = header
        self.parameters = parameters
        self.valueColumn = valueColumn
        self.objective = objective
        rows = Array(text.rows.dropFirst())
    }

    private static func parameterName(_ column: String) -> String {
        for prefix in parameterPrefixes where column.hasPrefix(prefix) && column.count > prefix.count {
            return String(column.dropFirst(prefix.count))
        }
        return column
    }

    // MARK: Rows to trials

    private struct Group {
        var model: String
        var dataset: String?
        var facts: [String: ParameterValue] = [:]
        var rows: [CSVText.Row] = []
    }

    /// The trials by task, tasks in the order of their first row.
    ///
    /// - Parameter spaces: spaces by model; a model without one gets a space inferred from its rows.
    func entries(source: String, licence: String?, spaces: [String: FamilySpace]) throws(TrialDatabaseError)
        -> [DatabaseSnapshot.Entry]
    {
        var entries: [DatabaseSnapshot.Entry] = []
        for group in groups() {
            let family = spaces[group.model]
            let space: SearchSpace
            if let family { space = family.space } else { space = try inferredSpace(group) }
            let known = FamilySpace(summary: family?.summary ?? group.model, space: space)
            let id = "\(source)/\(group.model)/\(group.dataset ?? "unnamed")"
            let task = PastTask(
                id: id, family: group.model,
                task: TaskDescription(model: group.model, dataset: group.dataset, facts: group.facts),
                summary: family?.summary, space: space, objective: objective, source: source, licence: licence)
            var identifiers = ContentIdentifiers()
            var trials: [PastTrial] = []
            for row in group.rows { trials.append(try trial(row, space: known, identifiers: &identifiers)) }
            entries.append(DatabaseSnapshot.Entry(task: task, trials: trials))
        }
        return entries
    }

    private func groups() -> [Group] {
        var order: [String] = []
        var groups: [String: Group] = [:]
        for row in rows {
            let model = cell(row, "model") ?? columns.model ?? "csv"
            let dataset = cell(row, "dataset") ?? columns.dataset
            let key = "\(model)\u{1F}\(dataset ?? "")"
            if groups[key] == nil {
                order.append(key)
                groups[key] = Group(model: model, dataset: dataset, facts: facts(row))
            }
            groups[key]?.rows.append(row)
        }
        return order.compactMap { groups[$0] }
    }

    private func facts(_ row: CSVText.Row) -> [String: ParameterValue] {
        var facts: [String: ParameterValue] = [:]
        for (column, name) in header.enumerated() where !row.cells[column].isEmpty {
            if Self.factNames.contains(name) { facts[name] = ParameterValue(parsing: row.cells[column]) }
            if name.hasPrefix("fact.") {
                facts[String(name.dropFirst("fact.".count))] = ParameterValue(parsing: row.cells[column])
            }
        }
        return facts
    }

    private func inferredSpace(_ group: Group) throws(TrialDatabaseError) -> SearchSpace {
        var values: [String: [ParameterValue]] = [:]
        for row in group.rows {
            for (column, name) in parameters {
                guard !row.cells[column].isEmpty else {
                    throw failure(
                        row, "parameter \(name) is empty, and a condition cannot be guessed",
                        "Give the space with its conditions: --spaces FILE.")
                }
                values[name, default: []].append(ParameterValue(parsing: row.cells[column]))
            }
        }
        do {
            return try InferredSpace.space(names: parameters.map(\.name), columns: values)
        } catch {
            throw TrialDatabaseError(
                .badInput, place: file, problem: "\(error)",
                remedy: "Give the space: --spaces FILE. Nothing was imported.")
        }
    }

    private func trial(
        _ row: CSVText.Row, space: FamilySpace, identifiers: inout ContentIdentifiers
    ) throws(TrialDatabaseError) -> PastTrial {
        var written = Configuration()
        for (column, name) in parameters where !row.cells[column].isEmpty {
            written[name] = ParameterValue(parsing: row.cells[column])
        }
        let configuration: Configuration
        do {
            configuration = try space.canonical(written)
        } catch {
            throw failure(row, "\(error)", "Correct the row, or give the space: --spaces FILE.")
        }
        let text = row.cells[valueColumn]
        let value = Double(decimal: text)
        let state = try state(row)
        guard value != nil || text.isEmpty || state != .complete else {
            throw failure(row, "\(objective.metric) is \(text), not a number", "Correct the row.")
        }
        guard value != nil || state != .complete else {
            throw failure(
                row, "a complete trial has no \(objective.metric)",
                "Fill it in, or add a column state that says failed.")
        }
        let number = (cell(row, "number") ?? cell(row, "position")).flatMap(Int.init(decimal:))
        let id = cell(row, "id") ?? cell(row, "number").map { "trial \($0)" }
        return PastTrial(
            id: id ?? identifiers.next(for: row.cells.joined(separator: "\u{1F}").utf8, task: ""),
            configuration: configuration, value: value, state: state,
            failure: state == .failed ? TrialFailure(.exit, cell(row, "error") ?? "") : nil, metrics: metrics(row),
            seed: cell(row, "seed").flatMap(Int.init(decimal:)),
            seconds: cell(row, "seconds").flatMap(Double.init(decimal:)), position: number)
    }

    private func state(_ row: CSVText.Row) throws(TrialDatabaseError) -> TrialState {
        guard let word = cell(row, "state") ?? cell(row, "status") else { return .complete }
        switch word.lowercased() {
        case "complete", "completed", "finished", "ok", "success": return .complete
        case "fail", "failed", "crashed", "error": return .failed
        case "pruned": return .pruned
        case "cancelled", "canceled", "killed": return .cancelled
        default:
            throw failure(
                row, "state \(word) is none of complete, failed, pruned, cancelled", "Correct it, or delete the row.")
        }
    }

    private func metrics(_ row: CSVText.Row) -> [String: Double] {
        let taken = Set(parameters.map(\.column)).union([valueColumn])
        let others: Set<String> = [
            "model", "dataset", "state", "status", "id", "number", "position", "seconds", "seed", "error",
        ]
        var metrics: [String: Double] = [:]
        for (column, name) in header.enumerated() {
            guard !taken.contains(column), !others.contains(name), !Self.factNames.contains(name),
                !name.hasPrefix("fact."), !name.isEmpty
            else { continue }
            metrics[name] = Double(decimal: row.cells[column])
        }
        return metrics
    }

    private func cell(_ row: CSVText.Row, _ name: String) -> String? {
        guard let column = header.firstIndex(of: name), column != valueColumn else { return nil }
        let text = row.cells[column]
        return text.isEmpty ? nil : text
    }

    private func failure(_ row: CSVText.Row, _ problem: String, _ remedy: String) -> TrialDatabaseError {
        TrialDatabaseError(
            .badInput, place: "\(file):\(row.line)", problem: problem, remedy: "\(remedy) Nothing was imported.")
    }
}
