import Foundation
import HoneCore
import HoneFineTuning
import HonePastTrials
import HoneSearch
import Synchronization

/// Past tasks for studies: gathered from the trial database and the trials of programs that ship when a study is created, and kept in `HONE_HOME/past` under their
/// content's hash, so that a resumed study suggests the same however the database has grown.
final class PastTaskLibrary: Sendable {
    /// What a study may learn from.
    struct Selection: Sendable, Codable {
        /// Content hash of the trials that it was made of.
        var snapshotHash: String
        var families: [FamilySummary]
    }

    let folder: URL
    /// The user's own trials first.
    private let databasePaths: [String]
    /// Selections that were made or read, by their hash.
    private let known = Mutex<[String: Selection]>([:])

    /// - Parameter home: `HONE_HOME`.
    init(home: URL, databasePath: String) {
        folder = home.appendingPathComponent("past", isDirectory: true)
        databasePaths = [databasePath, TrialDatabase.programsPath(in: home)]
    }

    /// The past tasks that are like a study; nil without any.
    ///
    /// - Parameter record: of the adapter whose tasks are known already.
    /// - Throws: `TrialDatabaseError` where a database cannot be read; a missing one has no tasks.
    func selection(for study: StudyDescription, besides record: FineTuningRecord?) throws -> Selection? {
        let snapshots = try databasePaths.filter(FileManager.default.fileExists(atPath:)).map { path in
            try TrialDatabase(path: path, creates: false).snapshot { task in
                record?.covers(task) != true && ProgramMatch(study, task).isUsable
            }
        }.filter { !$0.entries.isEmpty }
        var seen: Set<String> = []
        // What somebody imported into his own database again is the same task.
        let entries = snapshots.flatMap(\.entries).filter { seen.insert($0.task.id).inserted }
        guard let first = snapshots.first else { return nil }
        let families = Dictionary(grouping: entries, by: \.task.family).sorted { $0.key < $1.key }
            .flatMap { FamilySummary.groups($0.value) }
        let hash =
            snapshots.count == 1
            ? first.hash : SHA256.hash(of: Data(snapshots.map(\.hash).joined(separator: "\n").utf8)).hexadecimal
        return families.isEmpty ? nil : Selection(snapshotHash: hash, families: families)
    }

    /// The hash under which a selection is kept.
    func hash(of selection: Selection) throws -> String {
        let hash = SHA256.hash(of: try Self.encoded(selection)).hexadecimal
        known.withLock { $0[hash] = selection }
        return hash
    }

    /// Writes a selection down, if it is not there yet.
    func keep(_ selection: Selection, hash: String) throws {
        let url = url(hash)
        guard !FileManager.default.fileExists(atPath: url.path) else { return }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try AtomicFile.replace(url, with: try Self.encoded(selection))
    }

    /// The selection of a hash, if it is at hand.
    ///
    /// - Returns: nil if it is kept nowhere, or the file is not what was written.
    func selection(_ hash: String) -> Selection? {
        if let found = known.withLock({ $0[hash] }) { return found }
        guard let data = try? Data(contentsOf: url(hash)), SHA256.hash(of: data).hexadecimal == hash,
            let selection = try? JSONDecoder().decode(Selection.self, from: data),
            selection.families.allSatisfy({ $0.inconsistency == nil })
        else { return nil }
        known.withLock { $0[hash] = selection }
        return selection
    }

    private func url(_ hash: String) -> URL { folder.appendingPathComponent("\(hash).json") }

    private static func encoded(_ selection: Selection) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(selection)
    }
}
