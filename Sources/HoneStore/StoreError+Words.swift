import HoneBase

extension StoreError {
    /// The store's path as the user wrote it; a trial where the error is about one.
    public var place: String? {
        switch self {
        case .missing(let path), .notAStore(let path, _), .newer(let path), .damaged(let path, _),
            .locked(let path, _, _),
            .diskFull(let path), .readOnly(let path, _), .networkFileSystem(let path, _), .gone(let path),
            .failed(let path, _), .noSuchStudy(let path, _, _), .studyExists(let path, _),
            .noSuchTrial(let path, _, _, _),
            .owned(let path, _, _), .leaseLost(let path, _, _), .noFolder(let path, _), .unreadable(let path, _, _):
            path
        case .badTell(let trial, _): "trial \(trial)"
        case .unstorable: nil
        }
    }

    public var problem: String {
        switch self {
        case .missing: "there is no store here yet"
        case .notAStore(_, let detail): "this is not a store of Hone (\(detail))"
        case .newer: "this store was written by a newer version of Hone"
        case .damaged(_, let detail): "the store is damaged (\(detail))"
        case .locked(_, let holder, let seconds):
            "locked by \(holder ?? "another process") for more than \(seconds.shortestRangeText) s"
        case .diskFull: "the disk is full"
        case .readOnly(_, let detail): "the store cannot be written (\(detail))"
        case .networkFileSystem(_, let kind):
            "this folder lies on a network file system (\(kind)), where SQLite's write-ahead log is unsafe"
        case .gone:
            "the store was deleted, moved or replaced while it was in use, so nothing more can be stored"
        case .failed(_, let detail): "the store could not be used: \(detail)"
        case .noSuchStudy(_, let name, let known):
            "there is no study named \(name)" + (known.isEmpty ? "" : NearestName.hint(for: name, among: known))
        case .studyExists(_, let name): "there is a study named \(name) already"
        case .noSuchTrial(_, let study, let number, let count):
            "study \(study) has no trial \(number)"
                + (count == 0 ? "; it has no trials yet" : "; its trials are 0 to \(count - 1)")
        case .owned(_, let study, let owner): "study \(study) is being run by \(owner)"
        case .leaseLost(_, let study, let owner):
            "study \(study) was taken over by \(owner?.description ?? "another process") while this one did not answer"
        case .noFolder(_, let folder): "there is no folder \(folder)"
        case .badTell(_, let problem): problem
        case .unstorable(let detail): "a value cannot be stored as JSON (\(detail))"
        case .unreadable(_, let place, let detail): "\(place) cannot be read back (\(detail))"
        }
    }

    public var remedy: String? {
        switch self {
        case .missing: "begin a study, which makes it, or name another file"
        case .notAStore: "name another file"
        case .newer: "update Hone, or use another file"
        case .damaged(let path, _):
            "copy the file away, then save what is readable: sqlite3 \(path) .recover | sqlite3 new.db"
        case .locked: "end it or wait for it, then try again; nothing that was stored is lost"
        case .diskFull: "free some space and go on with the study; nothing that was stored is lost"
        case .readOnly: "check the rights of the file and of its folder, or use another file"
        case .networkFileSystem: "keep the store on a local disk"
        case .gone:
            "put it back and go on with the study, or begin again in another file; the trials' own folders are untouched"
        case .failed: nil
        case .noSuchStudy(_, _, let known): known.isEmpty ? "the store is empty; begin one" : nil
        case .studyExists: "go on with it, or choose another name"
        case .noSuchTrial, .badTell: nil
        case .owned: "let it end, or stop it first"
        case .leaseLost: "this one stops and leaves its trials running"
        case .noFolder: "make it, or name another file"
        case .unstorable: "nothing of it was stored, and what was stored before is intact"
        case .unreadable: "the store may be damaged"
        }
    }

    public var fault: Fault {
        switch self {
        case .missing, .noFolder, .notAStore, .newer, .networkFileSystem, .noSuchStudy, .studyExists, .noSuchTrial,
            .badTell:
            .input
        case .damaged, .locked, .diskFull, .readOnly, .gone, .failed, .owned, .leaseLost, .unreadable: .surroundings
        case .unstorable: .hone
        }
    }
}
