import HoneStore

/// Where a study keeps its trials.
public enum StudyStorage: Sendable {
    /// In memory, for as long as the `Study` lives.
    case memory
    /// In an SQLite file, made if there is none; a study of the same name that lies there goes on.
    case file(String)
    /// In a store that is open already.
    case store(TrialStore)

    func open() throws -> TrialStore {
        switch self {
        case .memory: try TrialStore.inMemory()
        case .file(let path): try TrialStore(path: path)
        case .store(let store): store
        }
    }
}
