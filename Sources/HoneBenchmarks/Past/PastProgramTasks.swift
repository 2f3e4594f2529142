import Hone
import HoneCore
import HoneSearch

/// Past tasks that match a study all or none: they say the same of their program, space and objective.
struct PastProgramTasks: Sendable {
    /// Not empty.
    private(set) var entries: [PastTrialsSnapshot.Entry]

    private struct Key: Hashable {
        var family: String
        var program: ProgramText
        var space: SearchSpace
        var objective: Objective
    }

    /// Tasks by what they say of their program, in the order of the first of each.
    static func all(_ entries: [PastTrialsSnapshot.Entry]) -> [PastProgramTasks] {
        var groups: [PastProgramTasks] = []
        var places: [Key: Int] = [:]
        for entry in entries {
            let task = entry.task
            let key = Key(
                family: task.family, program: ProgramText(task), space: task.space, objective: task.objective)
            if let place = places[key] {
                groups[place].entries.append(entry)
            } else {
                places[key] = groups.count
                groups.append(PastProgramTasks(entries: [entry]))
            }
        }
        return groups
    }
}
