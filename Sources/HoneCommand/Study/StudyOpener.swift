import Foundation
import Hone
import HoneCore

/// Finds or creates the study that a command line describes.
struct StudyOpener {
    let store: TrialStore
    let common: CommonOptions
    let optimizers: StudyOptimizers
    /// Whether an existing study of the name may get a new version of its description.
    var isEdit = false

    /// The study of the draft's name: created, gone on with if the description is the same, or changed with `--edit`.
    ///
    /// - Throws: `CommandFailure` with the differences if the descriptions differ and `--edit` is missing.
    func open(_ draft: StudyDraft) async throws -> StoredStudy {
        var wanted = try draft.build()
        guard let existing = try await store.findStudy(named: wanted.name) else {
            guard !isEdit else {
                throw CommandFailure.wrongInput(
                    "\(store.displayPath): there is no study \(wanted.name) to edit; leave --edit out to start it")
            }
            try optimizers.resolve(&wanted)
            do {
                return try await store.createStudy(wanted, workingDirectory: here)
            } catch StoreError.studyExists {
                // Another process was faster; perhaps it means the same study.
                return try await open(draft)
            }
        }
        let old = existing.description
        // What was not said does not ask for a change.
        if draft.seed == nil { wanted.seed = old.seed }
        if draft.optimizerName == nil { wanted.optimizer = old.optimizer }
        let differences = DescriptionDifference.lines(from: old, to: wanted)
        let hasNewAdapter = isEdit && optimizers.namesAdapter
        if differences.isEmpty, !hasNewAdapter { return existing }
        guard isEdit else { throw refusal(of: wanted.name, differences, isNameGiven: draft.name != nil) }
        if wanted.optimizer.name == old.optimizer.name, !hasNewAdapter {
            wanted.optimizer = old.optimizer
        } else {
            try optimizers.resolve(&wanted)
        }
        return try await store.updateDescription(wanted, of: existing, workingDirectory: here)
    }

    /// A study's program runs where the study was begun, or where it was last edited.
    private var here: String { FileManager.default.currentDirectoryPath }

    private func refusal(of name: String, _ differences: [String], isNameGiven: Bool) -> CommandFailure {
        .wrongInput(
            """
            \(store.displayPath): there is a study \(name) already, with another description:
            \(differences.map { "  \($0)" }.joined(separator: "\n"))
              Add --edit to change it (its trials stay), or --name \(isNameGiven ? "another" : "NAME") to start another study.
            """)
    }
}
