import Foundation
import HoneCore

/// What an import needs to know beyond the file.
public struct ImportOptions: Sendable, Hashable {
    /// A file with the families' spaces (`spaces.json`), for trials files and CSV files that do not say them.
    public var spaces: String?
    /// The first part of the tasks' ids; nil: `trials` for trials files, the file's name for CSV files.
    public var source: String?
    public var licence: String?
    /// A file of row draws (`splits.json`) and the draw's number: only these rows of a benchmark table are imported.
    public var splits: String?
    public var draw: Int?
    /// Hash of the dataset's rows (`DatasetFingerprint`), for files of trials on one dataset.
    public var fingerprint: String?
    package var columns = CSVColumns()

    public init() {}
}

extension TrialDatabase {
    /// Imports a file, whole or not at all; its kind is seen from its name and its first line.
    ///
    /// - Benchmark tables (`.honetable`): all rows, or those of a draw.
    /// - CSV and TSV files with a header.
    /// - JSON Lines: what `export` wrote, or trials with `model`, `dataset` and `config` (`TrialsFile`).
    @discardableResult
    public func importFile(_ path: String, options: ImportOptions = ImportOptions()) throws -> ImportSummary {
        var entries = try Self.entries(in: path, options: options)
        if let fingerprint = options.fingerprint {
            let datasets = Set(entries.map { $0.task.task.dataset ?? "" })
            guard datasets.count <= 1 else {
                throw TrialDatabaseError(
                    .badInput, place: path,
                    problem: "its trials are on \(datasets.count) datasets, a fingerprint belongs to one",
                    remedy: "Import each dataset's trials from a file of their own.")
            }
            for index in entries.indices { entries[index].task.fingerprint = fingerprint }
        }
        return try add(entries)
    }

    /// The rows of a draw of one benchmark table.
    @discardableResult
    package func importTable(_ table: BenchmarkTable, rows: [Int]? = nil) throws -> ImportSummary {
        try add([try table.entry(rows: rows)])
    }

    private static func entries(in path: String, options: ImportOptions) throws -> [HoneCore.DatabaseSnapshot.Entry] {
        switch URL(fileURLWithPath: path).pathExtension.lowercased() {
        case "honetable": return [try tableEntry(path, options: options)]
        case "csv", "tsv":
            let spaces = try options.spaces.map { try SpacesDocument(path: $0) }
            let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
            return try CSVImport(path: path, columns: options.columns).entries(
                source: options.source ?? name, licence: options.licence, spaces: spaces?.families ?? [:])
        default:
            let lines = try JSONLines(path: path)
            guard let first = lines.lines.first else {
                throw TrialDatabaseError(
                    .badInput, place: path, problem: "the file is empty",
                    remedy: "Write one trial a line: {\"model\": ..., \"dataset\": ..., \"config\": {...}, ...}.")
            }
            if ExportedTrials.isHeader(first.json) { return try ExportedTrials.entries(lines) }
            let spaces = try options.spaces.map { try SpacesDocument(path: $0) } ?? .known
            return try TrialsFile(lines: lines, spaces: spaces).entries(
                source: options.source ?? defaultSource, licence: options.licence)
        }
    }

    /// The first part of the ids of tasks from trials files.
    package static let defaultSource = "trials"

    private static func tableEntry(
        _ path: String, options: ImportOptions
    ) throws -> HoneCore.DatabaseSnapshot.Entry {
        let table = try BenchmarkTable(url: URL(fileURLWithPath: path))
        guard let draw = options.draw else { return try table.entry() }
        guard let file = options.splits else {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "draw \(draw) is asked for, but no file of draws is named",
                remedy: "Add --splits Benchmarks/yardstick/splits.json.")
        }
        let splits = try TableSplits(path: file)
        guard splits.draws.indices.contains(draw), let rows = splits.draws[draw][table.name] else {
            throw TrialDatabaseError(
                .badInput, place: file, problem: "it has no draw \(draw) of \(table.name)",
                remedy: "It has draws 0 to \(splits.draws.count - 1).")
        }
        return try table.entry(rows: rows)
    }
}
