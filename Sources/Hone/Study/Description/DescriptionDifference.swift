import HoneCore

/// What changed between two descriptions of a study, as lines for a person. Empty if the study simply goes on: settings of
/// the run (how many trials, how many at a time, time limits) and what `auto` resolved to do not count.
public enum DescriptionDifference {
    public static func lines(from old: StudyDescription, to new: StudyDescription) -> [String] {
        var lines: [String] = []
        func compare(_ name: String, _ old: String?, _ new: String?) {
            guard old != new else { return }
            switch (old, new) {
            case (let old?, let new?): lines.append("\(name): \(old) -> \(new)")
            case (let old?, nil): lines.append("\(name): \(old) -> (gone)")
            case (nil, let new?): lines.append("\(name): (new) \(new)")
            case (nil, nil): break
            }
        }
        compare("command", text(of: old.command), text(of: new.command))
        compare("objective", text(of: old.objectives), text(of: new.objectives))
        compare("task.model", old.task.model, new.task.model)
        compare("task.dataset", old.task.dataset, new.task.dataset)
        for fact in Set(old.task.facts.keys).union(new.task.facts.keys).sorted() {
            compare("task.facts.\(fact)", old.task.facts[fact]?.description, new.task.facts[fact]?.description)
        }
        compare("context", old.context, new.context)
        let names = old.space.parameters.map(\.name)
        for name in names + new.space.parameters.map(\.name).filter({ !names.contains($0) }) {
            compare("parameters.\(name)", old.space[name].map(text(of:)), new.space[name].map(text(of:)))
        }
        if lines.isEmpty, names != new.space.parameters.map(\.name) {
            compare(
                "order of parameters", names.joined(separator: ", "),
                new.space.parameters.map(\.name).joined(separator: ", "))
        }
        compare("constraints", text(of: old.space.constraints), text(of: new.space.constraints))
        compare("optimizer", old.optimizer.name, new.optimizer.name)
        compare("seed", String(old.seed), String(new.seed))
        compare("useDefault", String(old.usesDefault), String(new.usesDefault))
        compare("metricRegex", old.running.metricRegex, new.running.metricRegex)
        compare("appendParameters", String(old.running.appendsParameters), String(new.running.appendsParameters))
        return lines
    }

    private static func text(of parameter: Parameter) -> String {
        var text = "\(kind(of: parameter.domain)) \(parameter.domain)"
        if let value = parameter.defaultValue { text += ", default \(value)" }
        for condition in parameter.conditions {
            text += ", if \(condition.parent) is \(condition.values.map(\.description).joined(separator: " or "))"
        }
        return text
    }

    /// The type of a parameter as `study.yaml` names it.
    public static func kind(of domain: Domain) -> String {
        switch domain {
        case .float: "float"
        case .int: "int"
        case .categorical: "categorical"
        case .ordinal: "ordinal"
        case .fixed: "fixed"
        }
    }

    private static func text(of command: [String]) -> String? { command.isEmpty ? nil : command.joined(separator: " ") }

    private static func text(of objectives: [Objective]) -> String {
        objectives.map { "\($0.direction.rawValue) \($0.metric)" + ($0.stepValue == .best ? " (best step)" : "") }
            .joined(separator: ", ")
    }

    private static func text(of constraints: [Constraint]) -> String? {
        constraints.isEmpty ? nil : constraints.map(\.source).joined(separator: "; ")
    }
}
