import Foundation
import GRDB
import HoneCore

/// Studies and their trials in one SQLite file.
///
/// The file is in WAL mode with `synchronous=NORMAL`: a killed process loses nothing; a power cut may lose the last
/// commits, whose trials run again. Every event is one transaction. Any number of processes may read; a study's trials are
/// written by the process that holds its lease (`StudyLease`), and by `ask` and `tell`.
public final class TrialStore: Sendable {
    /// What happens if there is no file yet.
    public enum Opening: Sendable {
        /// It is made.
        case creating
        /// It is an error.
        case existing
        /// To read it only: a store that may not be written can be read too.
        case reading
    }

    /// How long a transaction waits for another process's, in seconds.
    public static let defaultBusyTimeout = 10.0

    let location: StoreLocation
    /// Absolute path of the file.
    public var path: String { location.path }
    /// The path as the user wrote it, for messages.
    public var displayPath: String { location.display }
    let pool: any DatabaseWriter
    let busyTimeout: Double
    /// What transactions of this store do where the file is locked.
    private let patience: BusyPatience
    /// Which file is open: another one of the same name is not this store.
    private let identity: FileIdentity?

    /// Opens the store, creating or migrating it as needed.
    ///
    /// - Parameters:
    ///   - path: the SQLite file, `./hone.db` by custom.
    ///   - busyTimeout: seconds that a transaction waits for a lock of another process.
    /// - Throws: `StoreError`, naming the file: no such file, no database, written by a newer version, locked, full disk,
    ///   network file system.
    public init(path: String, _ opening: Opening = .creating, busyTimeout: Double = defaultBusyTimeout) throws {
        location = StoreLocation(path)
        let url = URL(fileURLWithPath: location.path)
        self.busyTimeout = busyTimeout
        patience = BusyPatience(timeout: busyTimeout)
        let folder = url.deletingLastPathComponent().path
        let exists = FileManager.default.fileExists(atPath: url.path)
        if opening != .creating, !exists { throw StoreError.missing(path: path) }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw StoreError.noFolder(path: path, folder: folder)
        }
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue {
            throw StoreError.notAStore(path: path, detail: "it is a folder")
        }
        if let kind = FileSystemKind.network(at: folder) {
            throw StoreError.networkFileSystem(path: path, kind: kind)
        }
        if exists, let detail = StoreHeader.objection(to: url.path) {
            throw StoreError.notAStore(path: path, detail: detail)
        }
        do {
            if opening == .reading, let reader = try ReadOnlyStore.open(url.path, busyTimeout: busyTimeout) {
                pool = reader
                try Self.checkIsCurrent(reader, path: path)
            } else {
                let pool = try Self.open(url.path, busyTimeout: busyTimeout, patience: patience)
                self.pool = pool
                try Self.prepare(pool, path: path)
            }
        } catch {
            throw StoreError.translating(error, path: path, busyTimeout: busyTimeout)
        }
        identity = FileIdentity(path: url.path)
    }

    private init(inMemory pool: DatabaseQueue) {
        location = .inMemory()
        busyTimeout = Self.defaultBusyTimeout
        patience = BusyPatience(timeout: busyTimeout)
        identity = nil
        self.pool = pool
    }

    deinit {
        // What trials of a store in memory left behind.
        if location.isInMemory { try? FileManager.default.removeItem(atPath: location.folder) }
    }

    /// A store without a file, for as long as this object lives. Folders of its trials are temporary ones.
    ///
    /// - Throws: `StoreError`.
    public static func inMemory() throws -> TrialStore {
        do {
            let queue = try DatabaseQueue(configuration: configuration(BusyPatience(timeout: defaultBusyTimeout)))
            try StoreSchema.migrator.migrate(queue)
            return TrialStore(inMemory: queue)
        } catch {
            throw StoreError.translating(error, path: "store in memory", busyTimeout: defaultBusyTimeout)
        }
    }

    /// - Throws: `StoreError.gone` if the file that is open is no longer the one at its path.
    func checkIsInPlace() throws {
        if location.isInMemory { return }
        guard let identity, FileIdentity(path: path) == identity else { throw StoreError.gone(path: displayPath) }
    }

    /// A store that cannot be written cannot be brought up to date either.
    private static func checkIsCurrent(_ reader: some DatabaseReader, path: String) throws {
        let migrator = StoreSchema.migrator
        try reader.read { db in
            guard try !migrator.hasBeenSuperseded(db) else { throw StoreError.newer(path: path) }
            guard try migrator.hasCompletedMigrations(db) else {
                throw StoreError.readOnly(
                    path: path, detail: "it was written by an earlier version of Hone and has to be brought up to date")
            }
        }
    }

    /// Turning a new file into one with a write-ahead log does not wait for others that do the same, so this asks again.
    private static func open(_ path: String, busyTimeout: Double, patience: BusyPatience) throws -> DatabasePool {
        let configuration = configuration(patience)
        for _ in 0..<migrationPatience {
            let begun = ContinuousClock.now
            do {
                return try DatabasePool(path: path, configuration: configuration)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                // One that did wait out the time-out is a real lock.
                if begun.duration(to: .now).inSeconds > busyTimeout / 2 { throw error }
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
        return try DatabasePool(path: path, configuration: configuration)
    }

    private static func configuration(_ patience: BusyPatience) -> GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .callback(patience.isWorthAnotherTry)
        configuration.label = "hone.store"
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = NORMAL") }
        return configuration
    }

    private static func prepare(_ pool: DatabasePool, path: String) throws {
        let migrator = StoreSchema.migrator
        let isCurrent = try pool.read { db in
            guard try !migrator.hasBeenSuperseded(db) else { throw StoreError.newer(path: path) }
            return try migrator.hasCompletedMigrations(db)
        }
        guard !isCurrent else { return }
        // Processes that open a new store at once may begin the same migration; who comes second finds it done.
        for _ in 0..<migrationPatience {
            do {
                return try migrator.migrate(pool)
            } catch let error as DatabaseError
                where [.SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode)
            {
                if try pool.read(migrator.hasCompletedMigrations) { return }
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
        try migrator.migrate(pool)
    }

    /// Tries to migrate beside other processes, a twentieth of a second apart.
    private static let migrationPatience = 20

    // MARK: - Access for the extensions

    /// Reads a consistent state of the store, off the cooperative thread pool.
    func read<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw StoreError.translating(error, path: displayPath, busyTimeout: busyTimeout)
        }
    }

    /// One transaction: all of it is stored or nothing. It is made on this thread if the file is free, which spares two changes of
    /// threads, and waits for its turn off the cooperative thread pool if it is not.
    func write<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        do {
            try checkIsInPlace()
            if let value = try writeAtOnce(body) { return value }
            return try await pool.write(body)
        } catch {
            throw StoreError.translating(error, path: displayPath, busyTimeout: busyTimeout)
        }
    }

    /// - Returns: nil if the file is locked, or somebody else is trying at this moment; nothing is stored then.
    private func writeAtOnce<Value>(_ body: (Database) throws -> Value) throws -> Value? {
        do {
            return try patience.withoutWaiting { try pool.write(body) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return nil
        }
    }

    /// Moves what the write-ahead log holds into the file, so that the file alone is the store: people copy it. Where
    /// other processes are reading, some of it stays in the log, which does no harm.
    package func checkpoint() async {
        _ = try? await pool.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
    }

    /// Closes the file; the store cannot be used any more.
    public func close() throws {
        _ = try? pool.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
        try pool.close()
    }
}
