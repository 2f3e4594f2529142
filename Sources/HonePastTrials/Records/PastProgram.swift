import HoneCore

/// A program as all past tasks of it have it together.
package struct PastProgram: Sendable, Hashable {
    /// `TaskDescription.model`, or the family where a task does not say it.
    package var model: String
    /// Its union over all tasks.
    package var space: SearchSpace
    /// The ids of its tasks, sorted.
    package var tasks: [String]
}

extension PastTrialsSnapshot {
    /// The programs of the snapshot, by model: tasks whose spaces are the same up to order, ranges and choices are one
    /// program's, whatever source they are from. Under one model there are as many as there are kinds of spaces.
    package var programs: [PastProgram] {
        var programs: [PastProgram] = []
        var places: [String: [Int]] = [:]
        for entry in entries {
            let model = entry.task.task.model ?? entry.task.family
            let space = entry.task.space
            let place = places[model, default: []].first { SpaceUnion.areSame(programs[$0].space, space) }
            if let place, let union = SpaceUnion.of([programs[place].space, space]) {
                programs[place].space = union
                programs[place].tasks.append(entry.task.id)
            } else {
                places[model, default: []].append(programs.count)
                programs.append(PastProgram(model: model, space: space, tasks: [entry.task.id]))
            }
        }
        return programs
    }
}
