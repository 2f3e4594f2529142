import Foundation
import HoneBase
import HoneCore

/// Trials of many programs as they ship (`Data/programs`, whose README describes the format): a line a task, its trials in
/// columns, and the programs' spaces in a file beside it.
enum ProgramsFile {
    private static let version = 1

    /// The file of spaces in the same folder.
    static let spacesName = "spaces.json"
    /// The file of trials in a folder, packed or not.
    static let trialsNames = ["trials.jsonl.xz", "trials.jsonl.gz", "trials.jsonl"]

    static func isHeader(_ json: JSON) -> Bool { json["hone"]?.text == "programs" }

    /// Reads the tasks with their trials, in the file's order.
    ///
    /// - Parameters:
    ///   - spaces: the file of spaces.
    ///   - source: the first part of the tasks' ids.
    /// - Throws: `TrialDatabaseError` naming the first line that is wrong.
    static func entries(
        _ lines: JSONLines, spaces: String, source: String?, licence: String?
    ) throws(TrialDatabaseError) -> [PastTrialsSnapshot.Entry] {
        let document = try SpacesDocument(path: spaces)
        var entries: [PastTrialsSnapshot.Entry] = []
        var ids: Set<String> = []
        var licence = licence
        while let line = try lines.next() {
            if isHeader(line.json) {
                guard let version = line.json["version"]?.integer, version <= Self.version else {
                    throw lines.failure(
                        line.number, "the file's version is not one that this Hone reads", "update Hone")
                }
                licence = licence ?? line.json["licence"]?.text
                continue
            }
            let task: ProgramTask
            do {
                task = try ProgramTask(line.json, document)
            } catch {
                throw lines.failure(line.number, error.description, "correct or delete the line")
            }
            let entry: PastTrialsSnapshot.Entry
            do {
                entry = try task.entry(source: source ?? "programs", licence: licence)
            } catch {
                throw lines.failure(line.number, error.description, "correct or delete the line")
            }
            guard ids.insert(entry.task.id).inserted else {
                throw lines.failure(
                    line.number, "task \(entry.task.id) stands here a second time", "delete one of them")
            }
            entries.append(entry)
        }
        return entries
    }
}
