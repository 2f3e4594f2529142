import HoneBase
import HoneCore

/// Reads the trials of a CSV file with a header, one trial a row.
///
/// Columns by name (`CSVRoles`): parameters (`param.lr`, Optuna's `params_lr`, Ray's `config/lr`, or as told), the
/// objective (`value`, or as told), `model`, `dataset`, `state` or `status`, `id` or `number`, `seconds`, `seed`, facts of
/// the dataset (`rows`, `features`, `classes`, `fact.NAME`); every other column of numbers is a metric.
///
/// A row that cannot be read or does not belong to the space is left out and named, rows that had not finished are
/// counted; the others are imported.
struct CSVImport {
    let file: String
    let columns: CSVColumns
    private let roles: CSVRoles
    private let rows: [CSVRow]
    private let damages: [CSVText.Damage]
    private let notes: [String]

    init(path: String, columns: CSVColumns) throws(TrialDatabaseError) {
        try self.init(try CSVText(path: path), file: path, columns: columns)
    }

    init(_ text: CSVText, file: String, columns: CSVColumns) throws(TrialDatabaseError) {
        guard let header = text.header else {
            throw Self.failure(
                file, text.damages.first?.line ?? 1, text.damages.first?.problem ?? "the file is empty",
                "write a header line with the columns' names")
        }
        if let damage = text.damages.first, damage.line == header.line {
            throw Self.failure(file, damage.line, damage.problem, "correct the header")
        }
        do {
            roles = try CSVRoles(header: header.cells, columns: columns)
        } catch {
            throw Self.failure(file, header.line, error.problem, error.remedy)
        }
        self.file = file
        self.columns = columns
        damages = text.damages
        let (rows, pointed) = CSVRow.rows(text, roles)
        self.rows = rows
        var notes: [String] = []
        if text.separator != UInt8(ascii: ",") {
            let names: [UInt8: String] = [0x3B: "semicolons", 0x09: "tabs", 0x7C: "|"]
            let separator = names[text.separator] ?? "'\(Character(Unicode.Scalar(text.separator)))'"
            notes.append(
                "read with \(separator) between cells" + (pointed ? " and commas for decimal points" : ""))
        }
        if columns.objective == nil {
            notes.append("value is minimized; if larger is better, say --maximize value")
        }
        for parameter in roles.parameters where !header.cells[parameter.column].hasSuffix(parameter.name) {
            notes.append("the column \(header.cells[parameter.column]) is the parameter \(parameter.name)")
        }
        self.notes = notes
    }

    /// The trials by task, tasks in the order of their first row.
    ///
    /// - Parameters:
    ///   - source: the first part of the tasks' ids.
    ///   - spaces: the spaces by model, with the name of their file; nil: they are inferred from the rows.
    /// - Throws: `TrialDatabaseError` where a model has no space, no space can be made of its rows, or no row can be read.
    func trials(
        source: String, licence: String?, spaces: (file: String, families: [String: FamilySpace])?
    ) throws(TrialDatabaseError) -> ReadTrials {
        var read = ReadTrials(notes: notes)
        for damage in damages { read.leaveOut("\(file):\(damage.line)", damage.problem) }
        for group in groups() {
            if let entry = try entry(group, source: source, licence: licence, spaces: spaces, into: &read) {
                read.entries.append(entry)
            }
        }
        // A file of which nothing can be read is no file of trials.
        if read.entries.isEmpty, let first = read.firstProblem {
            throw TrialDatabaseError(
                .badInput, place: first.place, problem: first.problem,
                remedy: "correct the row, or give the space: --spaces FILE (nothing was imported)")
        }
        read.sortProblems()
        return read
    }

    private struct Group {
        var model: String
        var dataset: String?
        var rows: [CSVRow] = []
    }

    private func groups() -> [Group] {
        var order: [String] = []
        var groups: [String: Group] = [:]
        for row in rows {
            let model = row.text(roles.model) ?? columns.model ?? "csv"
            let dataset = row.text(roles.dataset) ?? columns.dataset
            let key = "\(model)\u{1F}\(dataset ?? "")"
            if groups[key] == nil {
                order.append(key)
                groups[key] = Group(model: model, dataset: dataset)
            }
            groups[key]?.rows.append(row)
        }
        return order.compactMap { groups[$0] }
    }

    /// The group's task and trials; nil if none of its rows is a finished trial.
    private func entry(
        _ group: Group, source: String, licence: String?, spaces: (file: String, families: [String: FamilySpace])?,
        into read: inout ReadTrials
    ) throws(TrialDatabaseError) -> PastTrialsSnapshot.Entry? {
        let family = try family(group.model, in: spaces)
        var outcomes: [(row: CSVRow, outcome: CSVRow.Outcome)] = []
        for row in group.rows {
            switch row.outcome(roles) {
            case .success(nil): read.unfinished += 1
            case .success(let outcome?): outcomes.append((row, outcome))
            case .failure(let problem): read.leaveOut("\(file):\(row.line)", problem.text)
            }
        }
        if family == nil {
            passOverUnbegun(&outcomes, into: &read)
            leaveOutIncomplete(&outcomes, into: &read)
        }
        guard let first = outcomes.first else { return nil }
        let inferred = family == nil ? try inferredSpace(outcomes.map(\.row.configuration), read) : nil
        guard let space = family?.space ?? inferred?.space else { return nil }
        var trials: [PastTrial] = []
        var identifiers = ContentIdentifiers()
        for (row, outcome) in outcomes {
            do {
                let canonical = try family?.canonical(row.configuration) ?? inferred?.canonical(row.configuration)
                trials.append(
                    row.trial(
                        outcome, canonical ?? row.configuration, roles, identifiers: &identifiers))
            } catch {
                // A trial may have failed before it had all its values.
                if outcome.state == .failed, row.configuration.values.count < roles.parameters.count {
                    read.unfinished += 1
                } else {
                    read.leaveOut("\(file):\(row.line)", "\(error)")
                }
            }
        }
        guard !trials.isEmpty else { return nil }
        let task = PastTask(
            id: "\(source)/\(group.model)/\(group.dataset ?? "unnamed")", family: group.model,
            task: TaskDescription(model: group.model, dataset: group.dataset, facts: first.row.facts(roles)),
            summary: family?.summary, space: space, isSpaceInferred: family == nil ? true : nil,
            objective: roles.objective, source: source, licence: licence)
        return PastTrialsSnapshot.Entry(task: task, trials: trials)
    }

    /// - Returns: nil if the space is to be inferred.
    private func family(
        _ model: String, in spaces: (file: String, families: [String: FamilySpace])?
    ) throws(TrialDatabaseError) -> FamilySpace? {
        guard let spaces else { return nil }
        if let family = spaces.families[model] { return family }
        let names = spaces.families.keys.sorted()
        throw TrialDatabaseError(
            .badInput, place: spaces.file,
            problem:
                "it has no space of the model \(model)\(NearestName.hint(for: model, among: names)); it has \(names.joined(separator: ", "))",
            remedy: roles.model == nil && columns.model == nil
                ? "say which one the trials are of: --model NAME (nothing was imported)"
                : "add it to the file, or import without --spaces to have it guessed (nothing was imported)")
    }

    /// Passes over trials that failed before they had values which every other trial has: their gaps are no choices.
    private func passOverUnbegun(
        _ outcomes: inout [(row: CSVRow, outcome: CSVRow.Outcome)], into read: inout ReadTrials
    ) {
        let others = outcomes.filter { $0.outcome.state != .failed }.map(\.row.configuration)
        guard !others.isEmpty else { return }
        let needed = roles.parameters.map(\.name).filter { name in others.allSatisfy { $0[name] != nil } }
        let count = outcomes.count
        outcomes.removeAll { row, outcome in
            outcome.state == .failed && needed.contains { row.configuration[$0] == nil }
        }
        read.unfinished += count - outcomes.count
    }

    /// Leaves out rows without a number that no space can do without.
    private func leaveOutIncomplete(
        _ outcomes: inout [(row: CSVRow, outcome: CSVRow.Outcome)], into read: inout ReadTrials
    ) {
        let needed = InferredSpace.indispensable(
            names: roles.parameters.map(\.name), outcomes.map(\.row.configuration))
        guard !needed.isEmpty else { return }
        outcomes.removeAll { row, _ in
            guard let missing = needed.first(where: { row.configuration[$0] == nil }) else { return false }
            read.leaveOut(
                "\(file):\(row.line)", "parameter \(missing) is empty, and a condition cannot be guessed")
            return true
        }
    }

    private func inferredSpace(
        _ configurations: [Configuration], _ read: ReadTrials
    ) throws(TrialDatabaseError) -> InferredSpace {
        do {
            return try InferredSpace(names: roles.parameters.map(\.name), configurations)
        } catch {
            // Rows that were left out are the likelier reason.
            throw TrialDatabaseError(
                .badInput, place: read.firstProblem?.place ?? file, problem: read.firstProblem?.problem ?? "\(error)",
                remedy: "give the space: --spaces FILE (nothing was imported)")
        }
    }

    private static func failure(
        _ file: String, _ line: Int, _ problem: String, _ remedy: String
    ) -> TrialDatabaseError {
        TrialDatabaseError(
            .badInput, place: "\(file):\(line)", problem: problem, remedy: "\(remedy) (nothing was imported)")
    }
}
