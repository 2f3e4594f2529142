import Foundation
import GRDB
import HoneCore

/// Reads stored trials: several tables walked through side by side, a hundred thousand trials in about a second.
struct TrialReader {
    private let db: Database
    private let study: Int64
    private let spaces: [Int: SearchSpace]
    private let path: String

    private static let columns = [
        "number", "state", "descriptionVersion", "configuration", "suggestion", "objectives", "valueSource",
        "failureReason", "failureMessage",
    ]
    private static let attemptColumns = ["trial", "id", "state", "startedAt", "endedAt", "token"]
    private static let reportColumns = ["trial", "step", "value", "further"]
    private static let metricColumns = ["trial", "name", "value"]

    /// - Parameter spaces: the search spaces of the study's descriptions by version; they tell what kind a value is.
    init(_ db: Database, study: Int64, spaces: [Int: SearchSpace], path: String) {
        self.db = db
        self.study = study
        self.spaces = spaces
        self.path = path
    }

    /// The trials in the order of their numbers; one of them where a number is given.
    ///
    /// - Throws: `StoreError.unreadable`, naming trial and column, for whatever makes no sense.
    func trials(number: Int? = nil) throws -> [Trial] {
        var attempts = try Table(self, "attempts", Self.attemptColumns, "ordinal", number)
        var reports = try Table(self, "reports", Self.reportColumns, "position", number)
        var metrics = try Table(self, "metrics", Self.metricColumns, "name", number)
        var trials: [Trial] = []
        // Suggestions of one kind are stored as the same text, trial after trial.
        var lastSuggestion: (text: String, record: SuggestionRecord)?
        let rows = try cursor("trials", Self.columns, key: "number", order: nil, number)
        while let row = try rows.next() {
            let first: DatabaseValue = row[0]
            let cells = StoredRow(row, Self.columns, path: path) { "trial \(first)" }
            var trial = try decode(cells, &lastSuggestion)
            try attempts.each(of: trial.number) { trial.attempts.append(try Self.attempt($0)) }
            try reports.each(of: trial.number) {
                let further = try $0[3].optional?.text()
                trial.reports.append(
                    StepReport(
                        step: try $0[1].integer(), value: try $0[2].optional?.number() ?? .nan,
                        further: try further.map {
                            try Self.numbers($0, place: "a report of trial \(trial.number)", path: path)
                        } ?? []))
            }
            try metrics.each(of: trial.number) {
                trial.metrics[try $0[1].text()] = try $0[2].optional?.number() ?? .nan
            }
            trials.append(trial)
        }
        return trials
    }

    private func decode(_ cells: StoredRow, _ lastSuggestion: inout (text: String, record: SuggestionRecord)?) throws
        -> Trial
    {
        let number = try cells[0].count()
        let place = "trial \(number)"
        let stateText = try cells[1].text()
        guard let state = TrialState(rawValue: stateText) else {
            throw StoreError.unreadable(path: path, place: place, detail: "its state is \(stateText)")
        }
        let version = try cells[2].count()
        var suggestion: SuggestionRecord?
        if let text = try cells[4].optional?.text() {
            if let last = lastSuggestion, last.text == text {
                suggestion = last.record
            } else {
                let record = try TrialStore.decode(SuggestionRecord.self, from: text, place: place, path: path)
                lastSuggestion = (text, record)
                suggestion = record
            }
        }
        var values: [Double] = []
        if let text = try cells[5].optional?.text() { values = try Self.numbers(text, place: place, path: path) }
        var failure: TrialFailure?
        if let reason = try cells[7].optional?.text() {
            guard let known = TrialFailure.Reason(rawValue: reason) else {
                throw StoreError.unreadable(path: path, place: place, detail: "its failure's reason is \(reason)")
            }
            failure = TrialFailure(known, try cells[8].optional?.text() ?? "")
        }
        return Trial(
            number: number, state: state,
            configuration: try configuration(try cells[3].text(), version: version, place: place),
            suggestion: suggestion, descriptionVersion: version, values: values, failure: failure,
            valueSource: try cells[6].optional?.text())
    }

    private func configuration(_ text: String, version: Int, place: String) throws -> HoneCore.Configuration {
        var configuration = try TrialStore.decode(HoneCore.Configuration.self, from: text, place: place, path: path)
        if let space = spaces[version] {
            // Stores of early versions wrote 1.0 as 1; the domain knows which it is.
            for (name, value) in configuration.values {
                if let canonical = space[name]?.domain.canonical(value), canonical != value {
                    configuration[name] = canonical
                }
            }
        }
        return configuration
    }

    /// The objectives' values: `[0.25]`.
    private static func numbers(_ text: String, place: String, path: String) throws -> [Double] {
        if text.hasPrefix("["), text.hasSuffix("]"), let only = Double(decimal: String(text.dropFirst().dropLast())) {
            return [only]
        }
        return try TrialStore.decode([Double].self, from: text, place: place, path: path)
    }

    private static func attempt(_ cells: StoredRow) throws -> Attempt {
        let text = try cells[2].text()
        guard let state = Attempt.State(rawValue: text) else {
            throw StoreError.unreadable(path: cells.path, place: cells.place(), detail: "an attempt's state is \(text)")
        }
        return Attempt(
            id: try cells[1].text(), state: state, startedAt: try cells[3].time(),
            endedAt: try cells[4].optional?.time(), token: try cells[5].text())
    }

    private func cursor(_ table: String, _ columns: [String], key: String, order: String?, _ number: Int?) throws
        -> RowCursor
    {
        let filter = number == nil ? "" : " AND \(key) = ?"
        let arguments: StatementArguments = number.map { [study, $0] } ?? [study]
        return try Row.fetchCursor(
            db,
            sql: """
                SELECT \(columns.joined(separator: ", ")) FROM \(table) WHERE study = ?\(filter)
                ORDER BY \(([key] + [order].compactMap { $0 }).joined(separator: ", "))
                """, arguments: arguments)
    }

    /// Rows of a table that belong to trials, in the order of the trials' numbers.
    private struct Table {
        private let rows: RowCursor
        private let columns: [String]
        private let path: String
        private var next: Row?

        init(_ reader: TrialReader, _ table: String, _ columns: [String], _ order: String, _ number: Int?) throws {
            rows = try reader.cursor(table, columns, key: "trial", order: order, number)
            self.columns = columns
            path = reader.path
            next = try rows.next()
        }

        /// Calls `body` for each row of the trial; rows of trials that are not there are passed over.
        mutating func each(of number: Int, _ body: (StoredRow) throws -> Void) throws {
            while let row = next {
                let cells = StoredRow(row, columns, path: path) { "trial \(number)" }
                let owner = try cells[0].count()
                guard owner <= number else { return }
                if owner == number { try body(cells) }
                next = try rows.next()
            }
        }
    }
}
