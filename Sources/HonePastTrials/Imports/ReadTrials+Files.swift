import Foundation
import HoneBase
import HoneCore

extension ReadTrials {
    /// Reads a file of trials or a folder of programs; what it is, is seen from its name and its first line.
    ///
    /// - Throws: `TrialDatabaseError` or `TableError`.
    package init(file path: String, options: ImportOptions) throws {
        if let format = options.format {
            switch format {
            case .mindware: self = try Self.mindWare(in: path)
            }
            return
        }
        if let folder = try Self.programs(in: path) {
            self = try Self.lines(folder, options: options)
            return
        }
        let unpacked = URL(fileURLWithPath: Packing.unpackedName(path))
        switch unpacked.pathExtension.lowercased() {
        case "honetable": self.init(entries: [try Self.tableEntry(path, options: options)])
        case "csv", "tsv":
            let spaces = try options.spaces.map { (file: $0, families: try SpacesDocument(path: $0).families) }
            let name = unpacked.deletingPathExtension().lastPathComponent
            self = try CSVImport(path: path, columns: options.columns).trials(
                source: options.source ?? name, licence: options.licence, spaces: spaces)
        default: self = try Self.lines(path, options: options)
        }
    }

    /// MindWare's run histories below a folder, in the order of their paths.
    private static func mindWare(in folder: String) throws(TrialDatabaseError) -> ReadTrials {
        var paths: [String] = []
        let walk = FileManager.default.enumerator(atPath: folder)
        while let path = walk?.nextObject() as? String {
            if path.hasSuffix("-hpo.pkl") { paths.append(path) }
        }
        func failure(_ place: String, _ problem: String, _ remedy: String) -> TrialDatabaseError {
            TrialDatabaseError(.badInput, place: place, problem: problem, remedy: "\(remedy) (nothing was imported)")
        }
        var reading = MindWareImport()
        for path in paths.sorted() {
            let place = "\(folder)/\(path)"
            let content: Data
            do {
                content = try UnpackedFile(place, limit: MindWareImport.largestFile).rest()
            } catch {
                throw TrialDatabaseError(reading: place, error)
            }
            do {
                try reading.add(URL(fileURLWithPath: path).lastPathComponent, content)
            } catch {
                throw failure(place, error.problem, "get the file again, or take it away")
            }
        }
        let read: ReadTrials
        do {
            read = try reading.trials()
        } catch {
            throw failure(folder, error.description, "get the files again")
        }
        guard !read.entries.isEmpty else {
            throw failure(
                folder, "it holds no run histories of MindWare (DATASET-MODEL-METRIC-hpo.pkl)",
                "name a clone of its repository")
        }
        return read
    }

    /// The file of trials in a folder; nil for what is no folder.
    private static func programs(in path: String) throws(TrialDatabaseError) -> String? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return nil
        }
        let files = ProgramsFile.trialsNames.map { "\(path)/\($0)" }
        if let file = files.first(where: FileManager.default.fileExists) { return file }
        throw TrialDatabaseError(
            .badInput, place: path,
            problem: "it is a folder without \(ProgramsFile.trialsNames.joined(separator: " or "))",
            remedy: "name the files in it (nothing was imported)")
    }

    private static func lines(_ path: String, options: ImportOptions) throws -> ReadTrials {
        let lines = try JSONLines(path: path)
        guard let first = lines.first else {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "the file is empty",
                remedy: "write one trial a line: {\"model\": ..., \"dataset\": ..., \"config\": {...}, ...}")
        }
        if ProgramsFile.isHeader(first.json) {
            let beside = URL(fileURLWithPath: path).deletingLastPathComponent()
                .appendingPathComponent(ProgramsFile.spacesName).path
            return ReadTrials(
                entries: try ProgramsFile.entries(
                    lines, spaces: options.spaces ?? beside, source: options.source, licence: options.licence))
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
            entries: file.entries(source: options.source ?? TrialDatabase.defaultSource, licence: options.licence),
            notes: notes)
        read.unfinished = file.unfinished
        return read
    }

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
