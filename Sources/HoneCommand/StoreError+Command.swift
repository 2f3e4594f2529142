import Hone

extension StoreError {
    /// What to type about it; nil where the library's own remedy says all there is to say.
    var commandRemedy: String? {
        switch self {
        case .missing: "start a study with hone run, or name the store with --store or HONE_STORE"
        case .notAStore: "name another file with --store or HONE_STORE"
        case .newer: "update Hone, or use another file with --store"
        case .diskFull: "free some space and go on with hone run --resume; nothing that was stored is lost"
        case .readOnly: "check the rights of the file and of its folder, or use --store"
        case .networkFileSystem: "keep the store on a local disk: --store /local/path/hone.db (or HONE_STORE)"
        case .gone:
            "put it back and go on with hone run --resume, or start again with another --store; the trials' own folders are untouched"
        case .noSuchStudy(_, _, let known): known.isEmpty ? "the store is empty, start one with hone run" : nil
        case .studyExists(_, let name): "go on with it: hone run --resume \(name), or choose another --name"
        case .owned(_, let study, _): "follow it: hone show \(study) --follow"
        case .noFolder: "make it, or name another file with --store or HONE_STORE"
        case .damaged, .locked, .failed, .noSuchTrial, .leaseLost, .badTell, .unstorable, .unreadable: nil
        }
    }
}
