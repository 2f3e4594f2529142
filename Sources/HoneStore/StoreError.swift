import Foundation
import GRDB
import HoneCore

/// What went wrong with the store, where, and what to do about it.
public enum StoreError: Error, Sendable, Hashable, CustomStringConvertible {
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

    public var description: String {
        switch self {
        case .missing(let path):
            "\(path): there is no store here yet; start a study with hone run, or name the store with --store or HONE_STORE"
        case .notAStore(let path, let detail):
            "\(path): this is not a store of Hone (\(detail)); name another file with --store or HONE_STORE"
        case .newer(let path):
            "\(path): this store was written by a newer version of Hone; update Hone, or use another file with --store"
        case .damaged(let path, let detail):
            "\(path): the store is damaged (\(detail)); copy the file away, then save what is readable: sqlite3 \(path) .recover | sqlite3 new.db"
        case .locked(let path, let holder, let seconds):
            "\(path): locked by \(holder ?? "another process") for more than \(seconds.shortestRangeText) s; end it or wait for it, then try again; nothing that was stored is lost"
        case .diskFull(let path):
            "\(path): the disk is full; free some space and go on with hone run --resume; nothing that was stored is lost"
        case .readOnly(let path, let detail):
            "\(path): the store cannot be written (\(detail)); check the rights of the file and of its folder, or use --store"
        case .networkFileSystem(let path, let kind):
            "\(path): this folder lies on a network file system (\(kind)), where SQLite's write-ahead log is unsafe; keep the store on a local disk: --store /local/path/hone.db (or HONE_STORE)"
        case .failed(let path, let detail):
            "\(path): the store could not be used: \(detail)"
        case .noSuchStudy(let path, let name, let known):
            "\(path): there is no study named \(name)"
                + (known.isEmpty
                    ? "; the store is empty, start one with hone run" : NearestName.hint(for: name, among: known))
        case .studyExists(let path, let name):
            "\(path): there is a study named \(name) already; go on with it: hone run --resume \(name), or choose another --name"
        case .noSuchTrial(let path, let study, let number, let count):
            "\(path): study \(study) has no trial \(number)"
                + (count == 0 ? "; it has no trials yet" : "; its trials are 0 to \(count - 1)")
        case .owned(let path, let study, let owner):
            "\(path): study \(study) is being run by \(owner). Follow it: hone show \(study) --follow"
        case .leaseLost(let path, let study, let owner):
            "\(path): study \(study) was taken over by \(owner?.description ?? "another process") while this one did not answer; this one stops and leaves its trials running"
        case .noFolder(let path, let folder):
            "\(path): there is no folder \(folder); make it, or name another file with --store or HONE_STORE"
        case .badTell(let trial, let problem): "trial \(trial): \(problem)"
        case .unstorable(let detail):
            "a value cannot be stored as JSON (\(detail)); nothing of it was stored, and what was stored before is intact"
        case .unreadable(let path, let place, let detail):
            "\(path): \(place) cannot be read back (\(detail)); the store may be damaged"
        }
    }

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
