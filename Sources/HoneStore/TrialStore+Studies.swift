import Foundation
import GRDB
import HoneCore

extension TrialStore {
    /// All studies with what a list shows of them, the one that changed last first.
    public func studies() async throws -> [StudyOverview] {
        let path = displayPath
        let location = location
        return try await read { db in
            let names = try String.fetchAll(db, sql: "SELECT name FROM studies ORDER BY changedAt DESC, name")
            return try names.compactMap { name in
                guard let study = try Self.fetchStudy(db, name: name, at: location) else { return nil }
                return try Self.overview(db, of: study, path: path)
            }
        }
    }

    /// The study of this name.
    ///
    /// - Throws: `StoreError.noSuchStudy` with the nearest name.
    public func study(named name: String) async throws -> StoredStudy {
        let path = displayPath
        let location = location
        return try await read { db in
            if let study = try Self.fetchStudy(db, name: name, at: location) { return study }
            let known = try String.fetchAll(db, sql: "SELECT name FROM studies ORDER BY name")
            throw StoreError.noSuchStudy(path: path, name: name, known: known)
        }
    }

    /// The study of this name, or nil.
    public func findStudy(named name: String) async throws -> StoredStudy? {
        let location = location
        return try await read { db in try Self.fetchStudy(db, name: name, at: location) }
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
    ///
    /// - Parameter workingDirectory: where the program runs, now and whenever the study goes on; nil for studies that are
    ///   asked and told.
    public func createStudy(_ description: StudyDescription, workingDirectory: String? = nil) async throws
        -> StoredStudy
    {
        let path = displayPath
        let location = location
        let now = Date().timeIntervalSince1970
        let json = try Self.encode(description)
        return try await write { db in
            guard try Self.fetchStudy(db, name: description.name, at: location) == nil else {
                throw StoreError.studyExists(path: path, name: description.name)
            }
            try db.execute(
                sql: """
                    INSERT INTO studies
                    (name, version, createdAt, changedAt, directory, workingDirectory, revision, identifier)
                    VALUES (?, 1, ?, ?, ?, ?, 0, ?)
                    """,
                arguments: [
                    description.name, now, now, try Self.newFolder(db, for: description.name, at: location),
                    workingDirectory.map(location.stored), UUID().uuidString.lowercased(),
                ])
            let id = db.lastInsertedRowID
            try db.execute(
                sql: "INSERT INTO descriptions (study, version, createdAt, json) VALUES (?, 1, ?, ?)",
                arguments: [id, now, json])
            guard let study = try Self.fetchStudy(db, name: description.name, at: location) else {
                throw StoreError.unreadable(path: path, place: "study \(description.name)", detail: "it is gone")
            }
            return study
        }
    }

    /// Stores a further version of the description; trials keep the version they were suggested under.
    ///
    /// - Throws: `StoreError.owned` if another process runs the study.
    ///
    /// - Parameter workingDirectory: where the program runs from now on; nil for where it ran before.
    public func updateDescription(
        _ description: StudyDescription, of study: StoredStudy, workingDirectory: String? = nil
    ) async throws -> StoredStudy {
        let path = displayPath
        let location = location
        let now = Date().timeIntervalSince1970
        let json = try Self.encode(description)
        return try await write { db in
            try Self.checkNotOwned(db, study: study, path: path)
            try db.execute(
                sql: """
                    UPDATE studies SET version = version + 1, name = ?, changedAt = ?, revision = revision + 1,
                        running = NULL, workingDirectory = coalesce(?, workingDirectory)
                    WHERE id = ?
                    """,
                arguments: [description.name, now, workingDirectory.map(location.stored), study.id])
            try db.execute(
                sql: """
                    INSERT INTO descriptions (study, version, createdAt, json)
                    SELECT id, version, ?, ? FROM studies WHERE id = ?
                    """,
                arguments: [now, json, study.id])
            guard let updated = try Self.fetchStudy(db, name: description.name, at: location) else {
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
        let root = location.trialsRoot
        guard URL(fileURLWithPath: study.directory).standardizedFileURL.deletingLastPathComponent().path == root else {
            return
        }
        try? FileManager.default.removeItem(atPath: study.directory)
        if (try? FileManager.default.contentsOfDirectory(atPath: root))?.isEmpty == true { rmdir(root) }
    }

    // MARK: - Inside a transaction

    private static let studyColumns = [
        "id", "json", "running", "identifier", "version", "createdAt", "directory", "workingDirectory", "revision",
    ]

    static func fetchStudy(_ db: Database, name: String, at location: StoreLocation) throws -> StoredStudy? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT studies.id, json, running, identifier, studies.version, studies.createdAt, directory,
                    workingDirectory, revision
                FROM studies
                JOIN descriptions ON descriptions.study = studies.id AND descriptions.version = studies.version
                WHERE name = ?
                """, arguments: [name])
        guard let row else { return nil }
        let cells = StoredRow(row, studyColumns, path: location.display) { "study \(name)" }
        var description = try decode(
            StudyDescription.self, from: try cells[1].text(), place: "study \(name)", path: location.display)
        if let settings = try cells[2].optional?.text() {
            description.running = try decode(
                RunSettings.self, from: settings, place: "settings of study \(name)", path: location.display)
        }
        return StoredStudy(
            id: Int64(try cells[0].integer()), identifier: try cells[3].text(), description: description,
            version: try cells[4].count(), createdAt: try cells[5].time(),
            directory: location.folder(stored: try cells[6].text()),
            workingDirectory: try cells[7].optional.map { location.folder(stored: try $0.text()) },
            revision: try cells[8].count())
    }

    static func fetchDescriptions(_ db: Database, of study: Int64, path: String) throws -> [DescriptionVersion] {
        try Row.fetchAll(
            db, sql: "SELECT version, createdAt, json FROM descriptions WHERE study = ? ORDER BY version",
            arguments: [study]
        ).map { row in
            let cells = StoredRow(row, ["version", "createdAt", "json"], path: path) {
                "a description of study \(study)"
            }
            let version = try cells[0].count()
            let place = "version \(version) of the description of study \(study)"
            return DescriptionVersion(
                version: version,
                description: try decode(StudyDescription.self, from: try cells[2].text(), place: place, path: path),
                createdAt: try cells[1].time())
        }
    }

    private static func overview(_ db: Database, of study: StoredStudy, path: String) throws -> StudyOverview {
        var counts: [TrialState: Int] = [:]
        let rows = try Row.fetchCursor(
            db, sql: "SELECT state, count(*) FROM trials WHERE study = ? GROUP BY state", arguments: [study.id])
        while let row = try rows.next() {
            let cells = StoredRow(row, ["state", "count"], path: path) { "a trial of study \(study.name)" }
            if let state = TrialState(rawValue: try cells[0].text()) { counts[state] = try cells[1].count() }
        }
        let times = try Row.fetchOne(db, sql: "SELECT changedAt FROM studies WHERE id = ?", arguments: [study.id])
        let changedAt = try times.map { row in
            try StoredRow(row, ["changedAt"], path: path) { "study \(study.name)" }[0].time()
        }
        return StudyOverview(
            study: study, counts: counts, best: try best(db, of: study, path: path),
            changedAt: changedAt ?? study.createdAt, owner: try fetchLivingOwner(db, of: study.id, path: path))
    }

    /// The best complete trial as the present description sees it, without reading the others: SQLite compares the values
    /// of those that follow the present description; what earlier ones left is looked at one by one.
    private static func best(_ db: Database, of study: StoredStudy, path: String) throws -> Trial? {
        let descriptions = Dictionary(
            uniqueKeysWithValues: try fetchDescriptions(db, of: study.id, path: path).map {
                ($0.version, $0.description)
            })
        let reader = TrialReader(db, study: study.id, spaces: descriptions.mapValues(\.space), path: path)
        let order = study.description.objective.direction == .minimize ? "ASC" : "DESC"
        let first = try Int.fetchOne(
            db,
            sql: """
                SELECT number FROM trials
                WHERE study = ? AND state = 'complete' AND descriptionVersion = ?
                    AND CASE WHEN json_valid(objectives) THEN json_type(objectives) = 'array' ELSE 0 END
                ORDER BY json_extract(objectives, '$[0]') \(order), number LIMIT 1
                """, arguments: [study.id, study.version])
        var numbers = [first].compactMap { $0 }
        if !study.description.metricConstraints.isEmpty {
            // Bounds are read from what was reported beside the objectives.
            numbers = try Int.fetchAll(
                db, sql: "SELECT number FROM trials WHERE study = ? AND state = 'complete' AND descriptionVersion = ?",
                arguments: [study.id, study.version])
        }
        if descriptions.count > 1 {
            numbers += try Int.fetchAll(
                db, sql: "SELECT number FROM trials WHERE study = ? AND state = 'complete' AND descriptionVersion <> ?",
                arguments: [study.id, study.version])
        }
        let contenders = try numbers.sorted().flatMap { try reader.trials(number: $0) }
        return TrialHistory(trials: contenders)
            .seen(from: study.description, version: study.version, versions: descriptions)
            .best(in: study.description)
    }

    // MARK: - Folders of trials

    /// Makes a folder that no study has had before. Making it is the claim: another store's, or one that was deleted with
    /// its folders, cannot take the same.
    private static func newFolder(_ db: Database, for name: String, at location: StoreLocation) throws -> String {
        // A study's name may hold anything; a folder's name must not lead out of the root.
        let safe = String(name.map { $0.isLetter || $0.isNumber || "_-. ".contains($0) ? $0 : "_" })
        let base = location.trialsRoot + "/" + (safe.isEmpty || safe.hasPrefix(".") ? "_" + safe : safe)
        var candidate = base
        var suffix = 2
        while true {
            let wasUsed = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM folders WHERE path = ?)", arguments: [location.stored(candidate)]
            )
            if wasUsed != true {
                // In memory nobody else can have it.
                if location.isInMemory { break }
                let failure = SmallFile.makeFolder(location.trialsRoot) ?? (mkdir(candidate, 0o755) == 0 ? nil : errno)
                guard let failure else { break }
                guard failure == EEXIST else {
                    if failure == ENOSPC || failure == EDQUOT { throw StoreError.diskFull(path: location.display) }
                    throw StoreError.readOnly(
                        path: location.display,
                        detail: "\(candidate) cannot be made: \(String(cString: strerror(failure)))")
                }
            }
            candidate = "\(base)-\(suffix)"
            suffix += 1
        }
        try db.execute(sql: "INSERT INTO folders (path) VALUES (?)", arguments: [location.stored(candidate)])
        return location.stored(candidate)
    }
}
