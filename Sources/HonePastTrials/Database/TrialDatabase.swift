import Foundation
import GRDB
import HoneCore

/// The database of past trials: tasks (a program on a dataset, with its search space) and the trials of each.
///
/// One SQLite file. Runs never read it directly but through a `PastTrialsSnapshot`, which is fixed, has leave-outs applied
/// and is named by the hash of its content. Every import is one transaction: it happens whole or not at all.
public struct TrialDatabase: Sendable {
    /// The file's path; `:memory:` for a database that ends with the process.
    public let path: String
    package let queue: DatabaseQueue

    /// How long a writer waits for another one before it gives up.
    package static let patienceInSeconds = 10.0

    /// Opens the database, and makes it where `creates` allows; without that it is only read, so that one may lie where
    /// this user cannot write.
    ///
    /// - Throws: `TrialDatabaseError`: the file is missing, empty, locked, not a trial database, or of a later version.
    public init(path: String, creates: Bool = true) throws {
        try self.init(path: path, creates: creates, patience: Self.patienceInSeconds)
    }

    /// - Parameter patience: seconds to wait for another writer.
    package init(path: String, creates: Bool = true, patience: Double) throws {
        try Self.checkFile(path, creates: creates)
        if creates {
            do {
                let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            } catch {
                throw TrialDatabaseError(
                    .unwritable, place: path, problem: "its folder cannot be made: \(error.localizedDescription)",
                    remedy: "name another file with --database")
            }
        }
        do {
            var configuration = GRDB.Configuration()
            configuration.busyMode = .timeout(patience)
            configuration.readonly = !creates
            if !creates { try Self.bringUpToDate(path, configuration) }
            try self.init(queue: try DatabaseQueue(path: path, configuration: configuration), path: path)
        } catch {
            throw TrialDatabaseError(error, path: path)
        }
    }

    /// An empty database in memory.
    public static func inMemory() throws -> TrialDatabase {
        try TrialDatabase(queue: try DatabaseQueue(), path: ":memory:")
    }

    private init(queue: DatabaseQueue, path: String) throws {
        self.queue = queue
        self.path = path
        let isComplete = try queue.read { try Self.checkSchema($0, path: path) }
        if !isComplete { try Self.migrator.migrate(queue) }
    }

    /// A database of an earlier version gets the present schema, though it shall only be read afterwards.
    private static func bringUpToDate(_ path: String, _ configuration: GRDB.Configuration) throws {
        let reader = try DatabaseQueue(path: path, configuration: configuration)
        guard try !reader.read({ try checkSchema($0, path: path) }) else { return }
        var writing = configuration
        writing.readonly = false
        do {
            try migrator.migrate(try DatabaseQueue(path: path, configuration: writing))
        } catch let error as DatabaseError
            where [.SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM].contains(error.resultCode)
        {
            throw TrialDatabaseError(
                .unwritable, place: path,
                problem: "an earlier version of Hone wrote it, and it cannot be brought up to date",
                remedy: "make the file and its folder writable once, or import again into another one (--database)")
        }
    }

    private static func checkFile(_ path: String, creates: Bool) throws(TrialDatabaseError) {
        guard
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: (path as NSString).resolvingSymlinksInPath)
        else {
            guard creates else {
                throw TrialDatabaseError(
                    .missing, place: path, problem: "there is no trial database yet",
                    remedy: "fill it: hone db import FILE... (make setup imports the starter database)")
            }
            return
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "it is not a file", remedy: "name a file with --database")
        }
        if !creates, (attributes[.size] as? NSNumber)?.int64Value == 0 {
            throw TrialDatabaseError(
                .missing, place: path, problem: "the file is empty: it is no trial database",
                remedy: "fill it: hone db import FILE..., or name another file with --database")
        }
    }

    /// Whether the schema is the present one.
    ///
    /// - Throws: `TrialDatabaseError` for the file of a later version, or of another program.
    private static func checkSchema(_ database: Database, path: String) throws -> Bool {
        let newer = TrialDatabaseError(
            .newerVersion, place: path, problem: "a later version of Hone wrote this trial database",
            remedy: "update Hone, or name another file with --database")
        // Versions up to now leave SQLite's own number alone; a later one may use it.
        guard try Row.fetchOne(database, sql: "PRAGMA user_version").map({ $0[0] as DatabaseValue }) == 0.databaseValue
        else { throw newer }
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master WHERE type = 'table'")
        guard try tables == 0 || database.tableExists("task") && database.tableExists("trial") else {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "it is a database, but not of past trials",
                remedy:
                    "name another file with --database; a study's trials are imported from its store: hone db import STORE"
            )
        }
        if try migrator.hasBeenSuperseded(database) { throw newer }
        return try migrator.hasCompletedMigrations(database)
    }

    /// Where the database lies unless told otherwise: `HONE_DATABASE`, else `trials.db` in `HONE_HOME`.
    public static func defaultPath(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String {
        if let named = environment["HONE_DATABASE"], !named.isEmpty { return named }
        return HoneHome.directory(environment: environment).appendingPathComponent("trials.db").path
    }

    /// Where the trials of programs lie that ship with Hone: beside the user's own.
    package static func programsPath(in home: URL) -> String { home.appendingPathComponent("programs.db").path }

    func reading<T: Sendable>(_ body: @Sendable (Database) throws -> T) throws -> T {
        do { return try queue.read(body) } catch { throw TrialDatabaseError(error, path: path) }
    }

    func writing<T: Sendable>(_ body: @Sendable (Database) throws -> T) throws -> T {
        do { return try queue.write(body) } catch { throw TrialDatabaseError(error, path: path) }
    }
}
