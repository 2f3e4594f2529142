import Hone
import HoneCore
import HoneSearch

extension FamilySummary {
    /// The tasks that the summary keeps as past tasks, as far as a study's program is theirs and no other entry is on their data:
    /// trials at the coordinates that were kept, with values in units of each task's scale.
    func entries(
        like study: StudyDescription, besides known: [PastTrialsSnapshot.Entry]
    ) -> [PastTrialsSnapshot.Entry] {
        guard let surfaces, ProgramMatch(study, self).isUsable else { return [] }
        let encoder = FeatureEncoder(space)
        let width = encoder.columns.count
        let there = Set(known.filter { $0.task.family == family }.compactMap(\.task.task.dataset))
        return surfaces.tasks.enumerated().compactMap { number, task in
            guard !task.values.isEmpty, task.coordinates.count == task.values.count * width,
                !(task.name.map(there.contains) ?? false)
            else { return nil }
            let facts = (task.facts ?? [:]).mapValues { ParameterValue.float($0) }
            let past = PastTask(
                id: "adapter/\(family)/\(task.name ?? String(number))", family: family,
                task: TaskDescription(model: family, dataset: task.name, facts: facts), summary: program, space: space,
                objective: objective, source: "adapter")
            let trials = task.values.indices.map { row in
                PastTrial(
                    id: String(row),
                    configuration: encoder.configuration(
                        task.coordinates[row * width..<(row + 1) * width].map(Double.init)),
                    value: objective.minimized(Double(task.values[row])))
            }
            return PastTrialsSnapshot.Entry(task: past, trials: trials)
        }
    }
}

extension FeatureEncoder {
    /// The configuration that coordinates stand for.
    fileprivate func configuration(_ row: [Double]) -> Configuration {
        var configuration = Configuration()
        var column = 0
        for parameter in parameters {
            let place = row[column]
            column += 1
            if parameter.domain.isCategorical {
                let index = Int(place)
                if index >= 0, index < parameter.domain.count ?? 0 {
                    configuration[parameter.name] = parameter.domain.value(atIndex: index)
                }
                continue
            }
            var isActive = true
            if !parameter.conditions.isEmpty {
                isActive = row[column] == 0
                column += 1
            }
            if isActive { configuration[parameter.name] = parameter.domain.value(atUnit: place) }
        }
        return configuration
    }
}
