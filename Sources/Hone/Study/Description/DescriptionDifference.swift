import HoneCore
import HoneExecution

/// What changed between two descriptions of a study, as lines for a person. Empty if the study simply goes on: settings of
/// the run (how many trials, how many at a time, time limits) and what `auto` resolved to do not count.
///
/// Values decide whether something changed, never their text; the texts are such that different values have different ones.
public enum DescriptionDifference {
    /// What differs, a line each, as people read it; none where the descriptions are equal in their values.
    public static func lines(from old: StudyDescription, to new: StudyDescription) -> [String] {
        var lines: [String] = []
        func compare<Value: Equatable>(_ name: String, _ old: Value?, _ new: Value?, _ text: (Value) -> String) {
            guard old != new else { return }
            switch (old, new) {
            case (let old?, let new?): lines.append("\(name): \(text(old)) -> \(text(new))")
            case (let old?, nil): lines.append("\(name): \(text(old)) -> (gone)")
            case (nil, let new?): lines.append("\(name): (new) \(text(new))")
            case (nil, nil): break
            }
        }
        compare("command", some(old.command), some(new.command), CommandTemplate.shellText)
        compare("objective", old.objectives, new.objectives, text(of:))
        compare("metricConstraints", some(old.metricConstraints), some(new.metricConstraints)) { constraints in
            constraints.map(\.description).joined(separator: ", ")
        }
        compare("pruner", old.pruner, new.pruner, StudyFilePruner.text)
        compare("repeats.max", old.repeats?.max, new.repeats?.max, \.description)
        compare("task.model", old.task.model, new.task.model, literal)
        compare("task.dataset", old.task.dataset, new.task.dataset, literal)
        for fact in Set(old.task.facts.keys).union(new.task.facts.keys).sorted() {
            compare("task.facts.\(fact)", old.task.facts[fact], new.task.facts[fact], \.literal)
        }
        compare("context", old.context, new.context, literal)
        let names = old.space.parameters.map(\.name)
        let newNames = new.space.parameters.map(\.name)
        for name in names + newNames.filter({ old.space[$0] == nil }) {
            compare("parameters.\(name)", old.space[name], new.space[name], text(of:))
        }
        let kept = (old: names.filter { new.space[$0] != nil }, new: newNames.filter { old.space[$0] != nil })
        compare("order of parameters", kept.old, kept.new) { $0.joined(separator: ", ") }
        compare("constraints", some(old.space.constraints), some(new.space.constraints)) { constraints in
            constraints.map(\.source).joined(separator: "; ")
        }
        compare("optimizer", old.optimizer.name, new.optimizer.name, \.self)
        compare("seed", old.seed, new.seed, \.description)
        compare("useDefault", old.usesDefault, new.usesDefault, \.description)
        compare("metricRegex", old.running.metricRegex, new.running.metricRegex, literal)
        compare("appendParameters", old.running.appendsParameters, new.running.appendsParameters, \.description)
        return lines
    }

    private static func text(of parameter: Parameter) -> String {
        var text = "\(parameter.domain.kind.rawValue) \(parameter.domain)"
        if let value = parameter.defaultValue { text += ", default \(value.literal)" }
        for condition in parameter.conditions {
            text += ", if \(condition.parent) is \(condition.values.map(\.literal).joined(separator: " or "))"
        }
        if let meaning = parameter.meaning { text += ", described as \(ParameterValue.string(meaning).literal)" }
        return text
    }

    /// An empty list is as good as none.
    private static func some<Element>(_ list: [Element]) -> [Element]? { list.isEmpty ? nil : list }

    private static func literal(_ text: String) -> String {
        text.allSatisfy { $0.isWhitespace } ? "\"\(text)\"" : text
    }

    private static func text(of objectives: [Objective]) -> String {
        objectives.map { "\($0.direction.rawValue) \($0.metric)" + ($0.stepValue == .best ? " (best step)" : "") }
            .joined(separator: ", ")
    }
}
