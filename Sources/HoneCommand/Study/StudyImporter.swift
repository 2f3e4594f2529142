import Hone
import HoneCore

/// Files the trials of a store's studies in the trial database.
struct StudyImporter {
    let database: TrialDatabase
    /// What is put before the studies' identifiers; nil for nothing.
    var source: String?
    /// Of the data that the studies are on.
    var fingerprint: String?

    /// - Parameter names: of the studies; empty for all.
    func importStudies(_ names: [String], ofStore path: String) async throws -> ImportSummary {
        let store = try TrialStore(path: path, .existing)
        var studies: [StoredStudy] = []
        if names.isEmpty {
            studies = try await store.studies().map(\.study)
        } else {
            for name in names { studies.append(try await store.study(named: name)) }
        }
        var summary = ImportSummary()
        for study in studies {
            let history = try await store.history(of: study)
            let versions = try await store.descriptions(of: study).map { ($0.version, $0.description) }
            // Not the store's path: the database may be handed on.
            let identity = (source.map { "\($0):" } ?? "") + "\(study.name):\(study.identifier)"
            summary =
                summary
                + (try database.importStudy(
                    study.description, versions: Dictionary(versions) { $1 }, trials: Array(history.trials),
                    source: identity, fingerprint: fingerprint))
        }
        return summary
    }
}
