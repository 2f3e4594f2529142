import HoneCore
import HoneSearch

/// What `auto` stands for in a study: decided once, when the study is created, and stored with its reason.
public enum AutomaticChoice {
    /// `lm` where the study is what the adapter was tested on: the same program with the same parameters, on other data;
    /// `transfer` where past tasks have most of its parameters; else `gp`.
    ///
    /// - Parameters:
    ///   - adapter: what is known of the installed adapter; nil without one.
    ///   - past: the user's own past tasks.
    ///   - hasWeights: whether the language model that the adapter adapts is there.
    public static func resolve(
        _ study: StudyDescription, adapter: FineTuningRecord?, past: [FamilySummary] = [], hasWeights: Bool = true
    ) -> OptimizerChoice.Resolution {
        guard study.objectives.count == 1 else {
            return .init(name: "gp", reason: "\(study.objectives.count) objectives")
        }
        let families = past + (adapter?.families ?? [])
        let known = (adapter?.families ?? []).map { ProgramMatch(study, $0) }
        let tested = known.filter { $0.isTested && 1 - $0.likeness <= adapter?.supportRadius ?? 0 }
        if hasWeights, let adapter, let best = tested.max(by: { $0.likeness < $1.likeness }) {
            return .init(
                name: "lm",
                reason: "adapter \(adapter.name), study within tested support: \(best.summary)")
        }
        let nearest = families.map { ProgramMatch(study, $0) }.max { $0.likeness < $1.likeness }
        if let found = PastKnowledge(study, families: families)?.matches.first {
            let missing =
                hasWeights || tested.isEmpty
                ? "" : "; the language model's weights are missing: make setup fetches them"
            return .init(name: "transfer", reason: "past tasks of a program like this one: \(found.summary)\(missing)")
        }
        guard !families.isEmpty else {
            return .init(name: "gp", reason: adapter == nil ? "no adapter is installed" : "no past tasks")
        }
        let isSilent = study.task.model == nil && study.context == nil
        let hint = isSilent ? "; it does not say what the program is (context, task)" : ""
        guard let nearest, nearest.likeness > 0 else {
            return .init(name: "gp", reason: "no past task has anything in common with this study\(hint)")
        }
        return .init(
            name: "gp", reason: "no past task is enough like this study; the nearest is \(nearest.summary)\(hint)")
    }
}
