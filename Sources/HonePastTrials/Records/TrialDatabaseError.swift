import GRDB
import HoneBase

/// Something is wrong with the trial database or with a file that is imported into it.
public struct TrialDatabaseError: HoneError, Hashable {
    /// What kind of thing went wrong.
    public enum Kind: Sendable, Hashable {
        /// The database does not exist yet.
        case missing
        /// The file cannot be opened or read.
        case unreadable
        /// Another process holds the database.
        case locked
        /// A later version of Hone wrote the database.
        case newerVersion
        /// The file is not a database, or is damaged.
        case damaged
        /// No room, or no permission to write.
        case unwritable
        /// A file to import is not what it should be.
        case badInput
        /// What is imported contradicts what is stored.
        case conflict
    }

    /// What kind of thing went wrong.
    public let kind: Kind
    /// The file, with the line where there is one: `trials.jsonl:12`.
    public let place: String?
    public let problem: String
    public let remedy: String?

    /// An error at a place, with what to do about it.
    public init(_ kind: Kind, place: String, problem: String, remedy: String) {
        self.kind = kind
        self.place = place
        self.problem = problem
        self.remedy = remedy
    }

    public var fault: Fault {
        switch kind {
        case .missing, .badInput, .conflict, .newerVersion: .input
        case .unreadable, .locked, .damaged, .unwritable: .surroundings
        }
    }
}

extension TrialDatabaseError {
    /// A file that cannot be read or unpacked.
    init(reading path: String, _ error: UnpackingError) {
        self.init(.badInput, place: path, problem: error.problem, remedy: "\(error.remedy) (nothing was imported)")
    }

    /// What SQLite's error means for the user.
    init(_ error: any Error, path: String) {
        if let known = error as? TrialDatabaseError {
            self = known
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(
                .unreadable, place: path, problem: "the trial database cannot be used: \(error)",
                remedy: "check the file and its folder, or name another one with --database")
            return
        }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .locked, place: path, problem: "another process is writing to the trial database",
                remedy: "wait until it has finished, then run this again (nothing was changed)")
        case .SQLITE_FULL:
            self.init(
                .unwritable, place: path, problem: "the disk is full",
                remedy: "make room, then run this again (nothing was changed)")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_IOERR:
            self.init(
                .unwritable, place: path,
                problem: "the trial database cannot be written (\(error.message ?? "no reason given"))",
                remedy: "make the file and its folder writable, or name another file with --database")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(
                .damaged, place: path, problem: "the file is not a trial database, or is damaged",
                remedy: "move it away and import again, or name another file with --database")
        default:
            self.init(
                .unreadable, place: path,
                problem: "the trial database cannot be opened (\(error.message ?? "no reason given"))",
                remedy: "check the file and its folder, or name another one with --database")
        }
    }
}
