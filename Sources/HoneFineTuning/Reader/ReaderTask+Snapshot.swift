import HoneCore
import HoneModelSearch
import HonePastTrials
import HoneReader
import HoneSearch

extension ReaderTask {
    /// A task of the database as the reader learns it, or nil if its trials say nothing.
    ///
    /// - Parameter alternatives: other names of parameters.
    package init?(_ entry: PastTrialsSnapshot.Entry, alternatives: [String: [String]]) {
        var configurations: [Configuration] = []
        var values: [Double] = []
        for trial in entry.trials where trial.state == .complete {
            guard let value = trial.value, value.isFinite, (try? entry.task.space.canonical(trial.configuration)) != nil
            else { continue }
            configurations.append(trial.configuration)
            values.append(entry.task.objective.minimized(value))
        }
        guard
            var task = try? ReaderTask(
                program: ProgramText(entry.task).usual, space: entry.task.space, alternatives: alternatives,
                facts: ReaderFacts.of(entry.task.task, objective: entry.task.objective), configurations: configurations,
                values: values), task.isUsable
        else { return nil }
        // Few tasks say what their parameters do; a network that has met the names alone reads studies of both kinds.
        for index in task.parameters.indices { task.parameters[index].meaning = nil }
        self = task
    }
}

/// Past tasks with what the other tasks of their program say of their trials, as a study will have it: never from the same data.
package enum TasksWithSurfaces {
    /// - Parameter groups: what data each task is on; nil: unknown, taken for its own.
    package static func of(_ tasks: [ReaderTask], groups: [String?]) -> [ReaderTask] {
        var result = tasks
        let programs = Dictionary(grouping: tasks.indices) { tasks[$0].program }
        for members in programs.values where members.count > 1 {
            let points = members.map { index in
                let coding = SurfaceCoding(tasks[index].parameters.map { HoneCore.Parameter($0.name, $0.domain) })
                return tasks[index].trials.map(coding.point)
            }
            let surfaces = zip(members, points).map { index, points in
                TaskSurface(points, values: tasks[index].values, parameters: tasks[index].parameters.count)
            }
            for (place, index) in members.enumerated() {
                let others = members.indices.filter { other in
                    other != place && isOther(groups[members[other]], groups[index])
                        && tasks[members[other]].parameters.map(\.domain) == tasks[index].parameters.map(\.domain)
                }
                let used = Self.spread(others, most: ProgramSurfaces.mostTasks, offset: place).compactMap {
                    surfaces[$0]
                }
                guard !used.isEmpty else { continue }
                result[index].surfaces = points[place].map { point in
                    ProgramSurfaces.estimate(used.map { $0.share(at: point) })
                }
            }
        }
        return result
    }

    private static func isOther(_ one: String?, _ other: String?) -> Bool {
        guard let one, let other else { return true }
        return one != other
    }

    /// Evenly from the whole list, beginning elsewhere for each task.
    private static func spread(_ all: [Int], most: Int, offset: Int) -> [Int] {
        guard all.count > most else { return all }
        return (0..<most).map { all[(offset + $0 * all.count / most) % all.count] }
    }
}
