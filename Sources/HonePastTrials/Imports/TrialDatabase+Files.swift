import HoneCore

extension TrialDatabase {
    /// Imports a file in one transaction; its kind is seen from its name and its first line.
    ///
    /// - Benchmark tables (`.honetable`): all rows, or those of a draw.
    /// - CSV and TSV files with a header: rows that cannot be read are left out and named in the summary.
    /// - JSON Lines: what `export` wrote, trials with `model`, `dataset` and `config` (`TrialsFile`), or programs as they
    ///   ship with Hone (`ProgramsFile`; the folder may be named too); whole or not at all.
    ///
    /// Files of text may be packed with gzip or xz.
    @discardableResult
    public func importFile(_ path: String, options: ImportOptions = ImportOptions()) throws -> ImportSummary {
        var read = try ReadTrials(file: path, options: options)
        if let fingerprint = options.fingerprint {
            let datasets = Set(read.entries.map { $0.task.task.dataset ?? "" })
            guard datasets.count <= 1 else {
                throw TrialDatabaseError(
                    .badInput, place: path,
                    problem: "its trials are on \(datasets.count) datasets, a fingerprint belongs to one",
                    remedy: "import each dataset's trials from a file of their own")
            }
            for index in read.entries.indices { read.entries[index].task.fingerprint = fingerprint }
        }
        var summary = try add(checked: read.entries)
        summary.skipped += read.unfinished
        summary.leftOut = read.leftOut
        summary.problems = read.problems
        summary.notes = read.notes + (try guesses(among: read.entries.map(\.task)))
        return summary
    }

    /// The rows of a draw of one benchmark table.
    @discardableResult
    package func importTable(_ table: BenchmarkTable, rows: [Int]? = nil) throws -> ImportSummary {
        try add(checked: [try table.entry(rows: rows)])
    }

    /// What was guessed about the spaces of the tasks, as they are stored now.
    private func guesses(among tasks: [PastTask]) throws -> [String] {
        let ids = Set(tasks.filter { $0.isSpaceInferred == true }.map(\.id))
        guard !ids.isEmpty else { return [] }
        let stored = try reading { try self.tasks(in: $0) }.filter { ids.contains($0.id) && $0.isSpaceInferred == true }
        return stored.map { task in
            let lines = task.space.parameters.map { parameter in
                let conditions = parameter.conditions.map { condition in
                    " if \(condition.parent) is \(condition.values.map(\.description).joined(separator: " or "))"
                }
                return "  \(parameter.name): \(parameter.domain)\(conditions.joined())"
            }
            return
                "space of \(task.id), guessed from the values (--spaces FILE states it):\n\(lines.joined(separator: "\n"))"
        }
    }

    /// The first part of the ids of tasks from trials files.
    package static let defaultSource = "trials"
}
