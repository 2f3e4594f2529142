import Foundation
import GRDB
import HoneCore

/// The database of past trials: tasks (a program on a dataset, with its search space) and the trials of each.
///
/// One SQLite file. Runs never read it directly but through a `DatabaseSnapshot`, which is fixed, has leave-outs applied
/// and is named by the hash of its content. Every import is one transaction: it happens whole or not at all.
public struct TrialDatabase: Sendable {
    /// The file's path; `:memory:` for a database that ends with the process.
    public let path: String
    package let queue: DatabaseQueue

    /// How long a writer waits for another one before it gives up.
    package static let patienceInSeconds = 10.0

    /// Opens the database, and makes it where `creates` allows.
    ///
    /// - Throws: `TrialDatabaseError`: the file is missing, locked, not a database, or of a later version.
    public init(path: String, creates: Bool = true) throws {
        try self.init(path: path, creates: creates, patience: Self.patienceInSeconds)
    }

    /// - Parameter patience: seconds to wait for another writer.
    package init(path: String, creates: Bool = true, patience: Double) throws {
        if !creates, !FileManager.default.fileExists(atPath: path) {
            throw TrialDatabaseError(
                .missing, place: path, problem: "there is no trial database yet",
                remedy: "Fill it: hone db import FILE... (make setup imports the starter database).")
        }
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw TrialDatabaseError(
                .unwritable, place: path, problem: "its folder cannot be made: \(error.localizedDescription)",
                remedy: "Name another file with --database.")
        }
        do {
            var configuration = GRDB.Configuration()
            configuration.busyMode = .timeout(patience)
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
        let migrator = Self.migrator
        if try queue.read({ try migrator.hasBeenSuperseded($0) }) {
            throw TrialDatabaseError(
                .newerVersion, place: path, problem: "a later version of Hone wrote this trial database",
                remedy: "Update Hone, or name another file with --database.")
        }
        if try queue.read({ try !migrator.hasCompletedMigrations($0) }) { try migrator.migrate(queue) }
    }

    /// Where the database lies unless told otherwise: `HONE_DATABASE`, else `trials.db` in `HONE_HOME`.
    public static func defaultPath(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String {
        if let named = environment["HONE_DATABASE"], !named.isEmpty { return named }
        return HoneHome.directory(environment: environment).appendingPathComponent("trials.db").path
    }

    func reading<T: Sendable>(_ body: @Sendable (Database) throws -> T) throws -> T {
        do { return try queue.read(body) } catch { throw TrialDatabaseError(error, path: path) }
    }

    func writing<T: Sendable>(_ body: @Sendable (Database) throws -> T) throws -> T {
        do { return try queue.write(body) } catch { throw TrialDatabaseError(error, path: path) }
    }
}
