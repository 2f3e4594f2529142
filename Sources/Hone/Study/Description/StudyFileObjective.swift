import HoneCore

/// `objective: {minimize: loss}`, or a list of such.
enum StudyFileObjective {
    static func decode(_ value: YAMLTree) throws(DescriptionError) -> [Objective] {
        guard case .sequence(let items) = value.content else { return [try single(value)] }
        guard !items.isEmpty else { throw value.error("objective is an empty list; write {minimize: loss}") }
        var objectives: [Objective] = []
        for item in items {
            let objective = try single(item)
            if objectives.contains(where: { $0.metric == objective.metric }) {
                throw item.error("\(objective.metric) is an objective twice; drop one of the two")
            }
            objectives.append(objective)
        }
        return objectives
    }

    private static func single(_ value: YAMLTree) throws(DescriptionError) -> Objective {
        if case .scalar(let text, _) = value.content, !value.isNothing {
            throw value.error("say in which direction: objective: {minimize: \(text.shortened(to: 40))}, or maximize")
        }
        let entries = try value.entries(of: "an objective", known: ["minimize", "maximize", "value"])
        var stepValue = Objective.StepValue.last
        if let entry = entries.first(where: { $0.key == "value" }) {
            let text = try entry.value.text("value")
            guard let known = Objective.StepValue(rawValue: text) else {
                throw entry.value.error("value is last or best (which step counts), not \(text)")
            }
            stepValue = known
        }
        let directions = entries.filter { $0.key != "value" }
        guard let first = directions.first else { throw value.error("minimize or maximize is missing") }
        guard directions.count == 1 else {
            throw DescriptionError(
                directions[1].place, "either minimize or maximize; for two objectives write a list of two")
        }
        let metric = try first.value.text("the metric to \(first.key)")
        try MetricName.check(metric, place: first.value.place)
        return Objective(first.key == "minimize" ? .minimize : .maximize, metric, stepValue: stepValue)
    }
}
