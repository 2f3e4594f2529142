import HoneCore
import HonePastTrials
import HoneSearch

/// The past tasks of a study's program: same words, same model, or the same parameters.
package struct PastPrograms: Sendable {
    private let database: TrialDatabase
    private let aliases: DatasetAliases
    /// A dataset whose tasks are left out, under all its names.
    private let excluded: String?

    /// Parameters that two programs must share to be taken for one by these alone.
    private static let fewestShared = 3

    package init(_ database: TrialDatabase, leavingOut dataset: String? = nil) throws {
        self.database = database
        aliases = try database.aliases()
        excluded = dataset
    }

    /// Trials with minimised results; tasks on the study's own data are left out, since their trials are the study's answer.
    package func tasks(like study: StudyDescription) throws -> [(configurations: [Configuration], values: [Double])] {
        let program = ProgramText(study).usual
        let names = Set(study.space.searched.map(\.name))
        let own = [study.task.dataset, excluded].compactMap(\.self)
        let entries = try database.entries { task in
            if let dataset = task.task.dataset, own.contains(where: { aliases.areSame($0, dataset) }) { return false }
            let others = Set(task.space.searched.map(\.name))
            guard !others.isDisjoint(with: names) else { return false }
            if ProgramText(task).usual == program { return true }
            if let model = study.task.model, model == task.task.model ?? task.family { return true }
            return others == names && names.count >= Self.fewestShared
        }
        return entries.map { entry in
            let complete = entry.trials.filter { $0.state == .complete && $0.value?.isFinite == true }
            return (complete.map(\.configuration), complete.map { entry.task.objective.minimized($0.value ?? 0) })
        }
    }
}
