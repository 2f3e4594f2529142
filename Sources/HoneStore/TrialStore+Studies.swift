import Foundation
import GRDB
import HoneCore

extension TrialStore {
    /// All studies with what a list shows of them, the one that changed last first.
    public func studies() async throws -> [StudyOverview] {
        let path = displayPath
        return try await read { db in
            let names = try String.fetchAll(db, sql: "SELECT name FROM studies ORDER BY changedAt DESC, name")
            return try names.compactMap { name in
                guard let study = try Self.fetchStudy(db, name: name, path: path) else { return nil }
                return try Self.overview(db, of: study, path: path)
            }
        }
    }

    /// The study of this name.
    ///
    /// - Throws: `StoreError.noSuchStudy` with the nearest name.
    public func study(named name: String) async throws -> StoredStudy {
        let path = displayPath
        return try await read { db in
            if let study = try Self.fetchStudy(db, name: name, path: path) { return study }
            let known = try String.fetchAll(db, sql: "SELECT name FROM studies ORDER BY name")
            throw StoreError.noSuchStudy(path: path, name: name, known: known)
        }
    }

    /// The study of this name, or nil.
    public func findStudy(named name: String) async throws -> StoredStudy? {
        let path = displayPath
        return try await read { db in try Self.fetchStudy(db, name: name, path: path) }
    }

    /// What a list shows of one study.
    public func overview(of study: StoredStudy) async throws -> StudyOverview {
        let path = displayPath
        return try await read { db in try Self.overview(db, of: study, path: path) }
    }

    /// Stores a new study with version 1 of its description and chooses the folder of its trials:
    /// `STORE-trials/STUDY` beside the store, with a number behind it where an earlier study had that folder, which is
    /// never used again: a program of a deleted study may still write into it.
    ///
    /// - Throws: `StoreError.studyExists`.
    public func createStudy(_ description: StudyDescription) async throws -> StoredStudy {
        let path = displayPath
        let root = TrialStore.trialsRoot(ofStore: self.path)
        let now = Date().timeIntervalSince1970
        let json = try Self.encode(description)
        return try await write { db in
            guard try Self.fetchStudy(db, name: description.name, path: path) == nil else {
                throw StoreError.studyExists(path: path, name: description.name)
            }
            try db.execute(
                sql: """
                    INSERT INTO studies (name, version, createdAt, changedAt, directory, revision, identifier)
                    VALUES (?, 1, ?, ?, ?, 0, ?)
                    """,
                arguments: [
                    description.name, now, now, try Self.newFolder(db, for: description.name, in: root, path: path),
                    UUID().uuidString.lowercased(),
                ])
            let id = db.lastInsertedRowID
            try db.execute(
                sql: "INSERT INTO descriptions (study, version, createdAt, json) VALUES (?, 1, ?, ?)",
                arguments: [id, now, json])
            guard let study = try Self.fetchStudy(db, name: description.name, path: path) else {
                throw StoreError.unreadable(path: path, place: "study \(description.name)", detail: "it is gone")
            }
            return study
        }
    }

    /// Stores a further version of the description; trials keep the version they were suggested under.
    ///
    /// - Throws: `StoreError.owned` if another process runs the study.
    public func updateDescription(_ description: StudyDescription, of study: StoredStudy) async throws -> StoredStudy {
        let path = displayPath
        let now = Date().timeIntervalSince1970
        let json = try Self.encode(description)
        return try await write { db in
            try Self.checkNotOwned(db, study: study, path: path)
            try db.execute(
                sql: """
                    UPDATE studies SET version = version + 1, name = ?, changedAt = ?, revision = revision + 1,
                        running = NULL
                    WHERE id = ?
                    """,
                arguments: [description.name, now, study.id])
            try db.execute(
                sql: """
                    INSERT INTO descriptions (study, version, createdAt, json)
                    SELECT id, version, ?, ? FROM studies WHERE id = ?
                    """,
                arguments: [now, json, study.id])
            guard let updated = try Self.fetchStudy(db, name: description.name, path: path) else {
                throw StoreError.noSuchStudy(path: path, name: description.name, known: [])
            }
            return updated
        }
    }

    /// Keeps the settings of a run, so that the next one goes on with them. They are no part of the description: its
    /// version stays.
    package func storeSettings(_ settings: RunSettings, of study: StoredStudy, lease: StudyLease?) async throws {
        let path = displayPath
        let json = try Self.encode(settings)
        try await write { db in
            if let lease { try Self.checkHeld(db, token: lease.token, study: study, path: path) }
            try db.execute(sql: "UPDATE studies SET running = ? WHERE id = ?", arguments: [json, study.id])
        }
    }

    /// All versions of the study's description, the first one first.
    public func descriptions(of study: StoredStudy) async throws -> [DescriptionVersion] {
        let path = displayPath
        return try await read { db in try Self.fetchDescriptions(db, of: study.id, path: path) }
    }

    /// Deletes the study, its trials and their files.
    ///
    /// - Throws: `StoreError.owned` if a process runs the study.
    public func delete(_ study: StoredStudy) async throws {
        let path = displayPath
        try await write { db in
            try Self.checkNotOwned(db, study: study, path: path)
            try db.execute(sql: "DELETE FROM studies WHERE id = ?", arguments: [study.id])
        }
        // Only what the store itself made: a folder inside its own root.
        let root = TrialStore.trialsRoot(ofStore: self.path)
        guard study.directory.hasPrefix(root + "/") else { return }
        try? FileManager.default.removeItem(atPath: study.directory)
        if (try? FileManager.default.contentsOfDirectory(atPath: root))?.isEmpty == true { rmdir(root) }
    }

    // MARK: - Inside a transaction

    static func fetchStudy(_ db: Database, name: String, path: String) throws -> StoredStudy? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT studies.*, descriptions.json FROM studies
                JOIN descriptions ON descriptions.study = studies.id AND descriptions.version = studies.version
                WHERE name = ?
                """, arguments: [name])
        guard let row else { return nil }
        var description = try decode(StudyDescription.self, from: row["json"], place: "study \(name)", path: path)
        if let settings = row["running"] as String? {
            description.running = try decode(
                RunSettings.self, from: settings, place: "settings of study \(name)", path: path)
        }
        return StoredStudy(
            id: row["id"], identifier: row["identifier"], description: description,
            version: row["version"], createdAt: row["createdAt"], directory: row["directory"], revision: row["revision"]
        )
    }

    static func fetchDescriptions(_ db: Database, of study: Int64, path: String) throws -> [DescriptionVersion] {
        try Row.fetchAll(
            db, sql: "SELECT version, createdAt, json FROM descriptions WHERE study = ? ORDER BY version",
            arguments: [study]
        ).map { row in
            let version: Int = row["version"]
            let place = "version \(version) of the description of study \(study)"
            return DescriptionVersion(
                version: version,
                description: try decode(StudyDescription.self, from: row["json"], place: place, path: path),
                createdAt: row["createdAt"])
        }
    }

    private static func overview(_ db: Database, of study: StoredStudy, path: String) throws -> StudyOverview {
        var counts: [TrialState: Int] = [:]
        let rows = try Row.fetchAll(
            db, sql: "SELECT state, count(*) AS count FROM trials WHERE study = ? GROUP BY state", arguments: [study.id]
        )
        for row in rows {
            if let state = TrialState(rawValue: row["state"]) { counts[state] = row["count"] }
        }
        let history = try fetchCurrentHistory(db, of: study, path: path)
        let changedAt = try Double.fetchOne(
            db, sql: "SELECT changedAt FROM studies WHERE id = ?", arguments: [study.id])
        return StudyOverview(
            study: study, counts: counts, best: history.best(in: study.description),
            changedAt: changedAt ?? study.createdAt, owner: try fetchLivingOwner(db, of: study.id))
    }

    /// Marks that the study changed.
    static func touch(_ db: Database, study: Int64) throws {
        try db.execute(
            sql: "UPDATE studies SET revision = revision + 1, changedAt = ? WHERE id = ?",
            arguments: [Date().timeIntervalSince1970, study])
    }

    // MARK: - Folders of trials

    /// The folder that holds the studies' folders: `hone-trials` beside `hone.db`.
    static func trialsRoot(ofStore path: String) -> String {
        let stem = path.hasSuffix(".db") ? String(path.dropLast(3)) : path
        return stem + "-trials"
    }

    /// Makes a folder that no study has had before. Making it is the claim: another store's, or one that was deleted with
    /// its folders, cannot take the same.
    private static func newFolder(_ db: Database, for name: String, in root: String, path: String) throws -> String {
        // A study's name may hold anything; a folder's name must not lead out of the root.
        let safe = String(name.map { $0.isLetter || $0.isNumber || "_-. ".contains($0) ? $0 : "_" })
        let base = root + "/" + (safe.isEmpty || safe.hasPrefix(".") ? "_" + safe : safe)
        var candidate = base
        var suffix = 2
        while true {
            let wasUsed = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM folders WHERE path = ?)", arguments: [candidate])
            if wasUsed != true {
                let failure = SmallFile.makeFolder(root) ?? (mkdir(candidate, 0o755) == 0 ? nil : errno)
                guard let failure else { break }
                guard failure == EEXIST else {
                    if failure == ENOSPC || failure == EDQUOT { throw StoreError.diskFull(path: path) }
                    throw StoreError.readOnly(
                        path: path, detail: "\(candidate) cannot be made: \(String(cString: strerror(failure)))")
                }
            }
            candidate = "\(base)-\(suffix)"
            suffix += 1
        }
        try db.execute(sql: "INSERT INTO folders (path) VALUES (?)", arguments: [candidate])
        return candidate
    }
}
