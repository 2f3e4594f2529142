import Foundation
import HoneBase
import HoneCore

extension TrialDatabase {
    /// Imports a file in one transaction; its kind is seen from its name and its first line.
    ///
    /// - Benchmark tables (`.honetable`): all rows, or those of a draw.
    /// - CSV and TSV files with a header: rows that cannot be read are left out and named in the summary.
    /// - JSON Lines: what `export` wrote, or trials with `model`, `dataset` and `config` (`TrialsFile`); whole or not at
    ///   all.
    @discardableResult
    public func importFile(_ path: String, options: ImportOptions = ImportOptions()) throws -> ImportSummary {
        var read = try Self.read(path, options: options)
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

    private static func read(_ path: String, options: ImportOptions) throws -> ReadTrials {
        switch URL(fileURLWithPath: path).pathExtension.lowercased() {
        case "honetable": return ReadTrials(entries: [try tableEntry(path, options: options)])
        case "csv", "tsv":
            let spaces = try options.spaces.map { (file: $0, families: try SpacesDocument(path: $0).families) }
            let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
            return try CSVImport(path: path, columns: options.columns).trials(
                source: options.source ?? name, licence: options.licence, spaces: spaces)
        default:
            let lines = try JSONLines(path: path)
            guard let first = lines.lines.first else {
                throw TrialDatabaseError(
                    .badInput, place: path, problem: "the file is empty",
                    remedy: "write one trial a line: {\"model\": ..., \"dataset\": ..., \"config\": {...}, ...}")
            }
            var notes: [String] = []
            if options.spaces != nil, ExportedTrials.isHeader(first.json) || SpacesDocument.isDocument(first.json) {
                notes.append("it says its spaces itself, so --spaces was not used")
            }
            if ExportedTrials.isHeader(first.json) {
                return ReadTrials(entries: try ExportedTrials.entries(lines), notes: notes)
            }
            let spaces = try options.spaces.map { try SpacesDocument(path: $0) } ?? .known
            let file = try TrialsFile(lines: lines, spaces: spaces)
            var read = ReadTrials(
                entries: file.entries(source: options.source ?? defaultSource, licence: options.licence), notes: notes)
            read.unfinished = file.unfinished
            return read
        }
    }

    /// The first part of the ids of tasks from trials files.
    package static let defaultSource = "trials"

    private static func tableEntry(
        _ path: String, options: ImportOptions
    ) throws -> PastTrialsSnapshot.Entry {
        let table = try BenchmarkTable(url: URL(fileURLWithPath: path))
        guard let draw = options.draw else { return try table.entry() }
        guard let file = options.splits else {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "draw \(draw) is asked for, but no file of draws is named",
                remedy: "add --splits Benchmarks/yardstick/splits.json")
        }
        let splits = try TableSplits(path: file)
        guard splits.draws.indices.contains(draw), let rows = splits.draws[draw][table.name] else {
            throw TrialDatabaseError(
                .badInput, place: file, problem: "it has no draw \(draw) of \(table.name)",
                remedy: "it has draws 0 to \(splits.draws.count - 1)")
        }
        return try table.entry(rows: rows)
    }
}
