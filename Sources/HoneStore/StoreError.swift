import Foundation
import GRDB
import HoneCore

/// What went wrong with the store, where, and what to do about it.
public enum StoreError: HoneError, Hashable {
    /// There is no store at this path.
    case missing(path: String)
    /// The file is no SQLite database, or one of another program.
    case notAStore(path: String, detail: String)
    /// The store was written by a later version of Hone.
    case newer(path: String)
    /// SQLite found the file damaged.
    case damaged(path: String, detail: String)
    /// Another process kept the store locked for longer than the busy timeout.
    case locked(path: String, holder: String?, seconds: Double)
    /// The disk has no room for the write.
    case diskFull(path: String)
    /// The file or its folder cannot be written.
    case readOnly(path: String, detail: String)
    /// The folder lies on a network file system, where SQLite's WAL is unsafe.
    case networkFileSystem(path: String, kind: String)
    /// The file was deleted, moved or replaced while it was in use.
    case gone(path: String)
    /// Anything else that SQLite reports.
    case failed(path: String, detail: String)
    /// No study of this name.
    case noSuchStudy(path: String, name: String, known: [String])
    /// The study exists already.
    case studyExists(path: String, name: String)
    /// No trial of this number.
    case noSuchTrial(path: String, study: String, number: Int, count: Int)
    /// Another process runs the study.
    case owned(path: String, study: String, owner: LeaseOwner)
    /// Another process took the study over while this one was not heard of.
    case leaseLost(path: String, study: String, owner: LeaseOwner?)
    /// There is no folder for the store's file.
    case noFolder(path: String, folder: String)
    /// What was told does not fit the study.
    case badTell(trial: Int, problem: String)
    /// A value cannot be written as JSON.
    case unstorable(detail: String)
    /// A stored value cannot be read back.
    case unreadable(path: String, place: String, detail: String)
}

extension StoreError {
    /// The error in Hone's words, for what GRDB and SQLite throw.
    static func translating(_ error: any Error, path: String, busyTimeout: Double) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let detail = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_FULL: return StoreError.diskFull(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return StoreError.locked(path: path, holder: LockHolder.describe(database: path), seconds: busyTimeout)
        case .SQLITE_NOTADB: return StoreError.notAStore(path: path, detail: detail)
        case .SQLITE_CORRUPT: return StoreError.damaged(path: path, detail: detail)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            return StoreError.readOnly(path: path, detail: detail)
        case .SQLITE_IOERR where hasNoRoom(path): return StoreError.diskFull(path: path)
        default: return StoreError.failed(path: path, detail: detail)
        }
    }

    /// SQLite reports a full disk as any of its I/O errors, depending on the file that it was writing.
    private static func hasNoRoom(_ path: String) -> Bool {
        var information = statvfs()
        guard statvfs(path, &information) == 0 else { return false }
        return UInt64(information.f_bavail) * UInt64(information.f_frsize) < 1 << 20
    }
}
