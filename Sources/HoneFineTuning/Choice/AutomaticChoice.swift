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
        if let choice = beyondOneNumber(study) { return choice }
        let families = past + (adapter?.families ?? [])
        let known = (adapter?.families ?? []).map { ProgramMatch(study, $0) }
        let tested = known.filter { $0.isTested && 1 - $0.likeness <= adapter?.supportRadius ?? 0 }
        if hasWeights, let adapter, let best = tested.max(by: { $0.likeness < $1.likeness }) {
            return .init(
                name: "lm",
                reason: "adapter \(adapter.name), study within tested support: \(best.summary)")
        }
        let found = PastKnowledge(study, families: families)?.matches.first
        guard let found else {
            return manyTrials(study) ?? gaussianProcess(study, families, isInstalled: adapter != nil)
        }
        let missing = hasWeights || tested.isEmpty ? "" : weightsMissing
        return .init(name: "transfer", reason: "past tasks of a program like this one: \(found.summary)\(missing)")
    }

    /// With a reader: `lm`, which was better than `gp` on programs like none that anybody knew too (`docs/results/unseen.md`). Without
    /// the language model's weights `transfer` where past tasks have most of the study's parameters, else `gp`.
    ///
    /// - Parameters:
    ///   - reader: what is known of the reader that would be asked.
    ///   - past: past tasks, the user's own and what ships with Hone.
    ///   - hasWeights: whether the language model that reads names is there.
    public static func resolve(
        _ study: StudyDescription, reader: ReaderRecord, past: [FamilySummary], hasWeights: Bool = true
    ) -> OptimizerChoice.Resolution {
        if let choice = beyondOneNumber(study) { return choice }
        let found = PastKnowledge(study, families: past)?.matches.first
        switch (found, hasWeights) {
        case (let found?, true):
            return .init(
                name: "lm", reason: "reader \(reader.name) and past tasks of a program like this one: \(found.summary)")
        case (let found?, false):
            return .init(
                name: "transfer", reason: "past tasks of a program like this one: \(found.summary)\(weightsMissing)")
        case (nil, _) where study.running.trials.map { $0 >= manyTrials } ?? false:
            return manyTrials(study) ?? .init(name: "gp", reason: nothingLike(study, past))
        case (nil, true):
            return .init(name: "lm", reason: "reader \(reader.name), by names alone: \(nothingLike(study, past))")
        case (nil, false):
            return .init(name: "gp", reason: nothingLike(study, past) + weightsMissing)
        }
    }

    /// What knows several objectives, bounds on metrics and orders of things, where there are any: nothing else models them all.
    private static func beyondOneNumber(_ study: StudyDescription) -> OptimizerChoice.Resolution? {
        if study.objectives.count > 1 { return .init(name: "gp", reason: "\(study.objectives.count) objectives") }
        if !study.metricConstraints.isEmpty { return .init(name: "gp", reason: "it models the bounds on metrics") }
        guard let order = study.space.searched.first(where: { $0.domain.items != nil }) else { return nil }
        return .init(name: "gp", reason: "it models orders of things, such as \(order.name)")
    }

    /// Trials from which it pays to forget little and ask quickly.
    private static let manyTrials = 1000

    /// What is best on functions that nobody knows when there is time for many trials: `docs/results/automatic.md`.
    private static func manyTrials(_ study: StudyDescription) -> OptimizerChoice.Resolution? {
        guard let trials = study.running.trials, trials >= manyTrials else { return nil }
        return .init(
            name: "cmaes",
            reason:
                "\(trials) trials of a program that no past task is like: least mean rank of tpe, cmaes, nsga2 and random on ten mixed and conditional functions after 1000"
        )
    }

    private static let weightsMissing = "; the language model's weights are missing: make setup fetches them"

    private static func gaussianProcess(_ study: StudyDescription, _ families: [FamilySummary], isInstalled: Bool)
        -> OptimizerChoice.Resolution
    {
        guard !families.isEmpty || isInstalled else { return .init(name: "gp", reason: "no adapter is installed") }
        return .init(name: "gp", reason: nothingLike(study, families))
    }

    /// What is nearest, in words, where nothing is near enough.
    private static func nothingLike(_ study: StudyDescription, _ families: [FamilySummary]) -> String {
        let isSilent = study.task.model == nil && study.context == nil
        let hint = isSilent ? "; it does not say what the program is (context, task)" : ""
        let nearest = families.map { ProgramMatch(study, $0) }.max { $0.likeness < $1.likeness }
        guard let nearest, nearest.likeness > 0 else {
            return "no past task has anything in common with this study\(hint)"
        }
        return "no past task is enough like this study; the nearest is \(nearest.summary)\(hint)"
    }
}
