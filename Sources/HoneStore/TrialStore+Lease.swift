import Foundation
import GRDB
import HoneBase

extension TrialStore {
    /// Makes this process the one that runs the study, until the lease is released or the process ends.
    ///
    /// An earlier owner stands in the way while its process lives, if that can be looked up on this machine, or else
    /// while its last heartbeat is at most 10 s old.
    ///
    /// - Parameter onLoss: called once, from another thread, if another process takes the study over.
    /// - Throws: `StoreError.owned`, naming the process.
    public func acquireLease(of study: StoredStudy, onLoss: @escaping @Sendable (any Error) -> Void = { _ in })
        async throws -> StudyLease
    {
        let path = displayPath
        let token = UUID().uuidString
        let own = ProcessIdentity.current
        try await write { db in
            try Self.checkNotOwned(db, study: study, path: path, ownMayHold: false)
            let now = Date().timeIntervalSince1970
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO leases (study, token, pid, startTime, machine, host, acquiredAt, heartbeat)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    study.id, token, own.pid, Int64(clamping: own.startTime), own.machine,
                    ProcessInfo.processInfo.hostName, now, now,
                ])
        }
        return StudyLease(token: token, study: study, store: self, onLoss: onLoss)
    }

    /// The process that runs the study now, or nil.
    public func owner(of study: StoredStudy) async throws -> LeaseOwner? {
        let path = displayPath
        return try await read { db in try Self.fetchLivingOwner(db, of: study.id, path: path) }
    }

    func renewLease(token: String, study: StoredStudy) throws {
        let path = displayPath
        do {
            try pool.write { db in
                try self.checkIsInPlace()
                try db.execute(
                    sql: "UPDATE leases SET heartbeat = ? WHERE token = ?",
                    arguments: [Date().timeIntervalSince1970, token])
                try Self.checkHeld(db, token: token, study: study, path: path)
            }
        } catch {
            throw StoreError.translating(error, path: path, busyTimeout: busyTimeout)
        }
    }

    func removeLease(token: String) async {
        // If it cannot be removed it goes stale with the process.
        _ = try? await write { db in try db.execute(sql: "DELETE FROM leases WHERE token = ?", arguments: [token]) }
    }

    // MARK: - Inside a transaction

    /// - Throws: `StoreError.leaseLost` unless the lease with this token is the study's.
    static func checkHeld(_ db: Database, token: String, study: StoredStudy, path: String) throws {
        let statement = try db.cachedStatement(sql: "SELECT token FROM leases WHERE study = ?")
        let current = try String.fetchOne(statement, arguments: [study.id])
        guard current != token else { return }
        throw StoreError.leaseLost(
            path: path, study: study.name, owner: try fetchLivingOwner(db, of: study.id, path: path))
    }

    /// - Parameter ownMayHold: whether a lease of this very process is no obstacle.
    /// - Throws: `StoreError.owned` if a living process runs the study.
    static func checkNotOwned(_ db: Database, study: StoredStudy, path: String, ownMayHold: Bool = true) throws {
        guard let owner = try fetchLivingOwner(db, of: study.id, path: path) else { return }
        if ownMayHold, owner.process == .current { return }
        throw StoreError.owned(path: path, study: study.name, owner: owner)
    }

    static func fetchLivingOwner(_ db: Database, of study: Int64, path: String) throws -> LeaseOwner? {
        let columns = ["pid", "startTime", "machine", "host", "acquiredAt", "heartbeat"]
        guard
            let row = try Row.fetchOne(
                db, sql: "SELECT \(columns.joined(separator: ", ")) FROM leases WHERE study = ?", arguments: [study])
        else { return nil }
        let cells = StoredRow(row, columns, path: path) { "the lease of study \(study)" }
        guard let pid = Int32(exactly: try cells[0].integer()) else { return nil }
        let process = ProcessIdentity(
            pid: pid, startTime: UInt64(clamping: try cells[1].integer()), machine: try cells[2].text())
        let heartbeat = try cells[5].time()
        let age = Date().timeIntervalSince1970 - heartbeat
        let owner = LeaseOwner(
            process: process, host: try cells[3].text(), acquiredAt: try cells[4].time(), heartbeat: heartbeat,
            heartbeatAge: max(0, age))
        // A process of this machine that lives but is silent is suspended, not gone: it will go on, so it is not robbed.
        let lives = process.isOnThisMachine ? process.isAlive : owner.heartbeatAge <= StudyLease.staleAfter
        return lives ? owner : nil
    }
}
