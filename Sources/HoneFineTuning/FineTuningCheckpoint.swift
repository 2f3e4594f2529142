import Foundation
import HoneLanguageModel

/// What a run notes in its checkpoint beside the trainer's state.
struct FineTuningNotes: Codable, Equatable {
    /// What makes two runs the same run: a checkpoint of another one is refused.
    struct Identity: Codable, Equatable {
        var recipe: FineTuningRecipe
        var snapshotHash: String
        var heldOutTasks: [String]
        /// Weights' hash of the adapter that the run went on from; nil if it began anew.
        var start: String?

        /// What differs, for people; nil if nothing does.
        func difference(from other: Identity) -> String? {
            if recipe != other.recipe { return "another recipe" }
            if snapshotHash != other.snapshotHash {
                return "database snapshot \(other.snapshotHash.prefix(8)), not \(snapshotHash.prefix(8))"
            }
            if start != other.start { return "another adapter to start from" }
            return heldOutTasks == other.heldOutTasks ? nil : "other held-out tasks"
        }
    }

    var identity: Identity
    var evaluations: [FineTuningEvaluation]
    /// How the steps were computed: another way gives other last bits.
    var computation: ComputationPlan?

    private static let key = "fine_tuning"

    /// As a checkpoint's notes.
    func encoded() throws -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return [Self.key: String(decoding: try encoder.encode(self), as: UTF8.self)]
    }

    init(identity: Identity, evaluations: [FineTuningEvaluation] = []) {
        self.identity = identity
        self.evaluations = evaluations
    }

    /// - Throws: `FineTuningError.damagedCheckpoint` or `.otherRun`.
    init(_ notes: [String: String], file: URL, expecting expected: Identity) throws(FineTuningError) {
        guard let read = try? JSONDecoder().decode(FineTuningNotes.self, from: Data((notes[Self.key] ?? "").utf8))
        else { throw .damagedCheckpoint(path: file.path, problem: "its description cannot be read") }
        if let difference = expected.difference(from: read.identity) {
            throw .otherRun(path: file.path, difference: difference)
        }
        self = read
    }
}
