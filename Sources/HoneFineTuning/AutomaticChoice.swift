import HoneCore
import HoneSearch

/// What `auto` stands for in a study: decided once, when the study is created, and stored with its reason.
public enum AutomaticChoice {
    /// `lm` where there is one objective, an adapter, and the study lies within what the adapter was tested on; else `gp`.
    ///
    /// - Parameter adapter: what is known of the installed adapter; nil without one.
    public static func resolve(_ study: StudyDescription, adapter: FineTuningRecord?) -> OptimizerChoice.Resolution {
        guard study.objectives.count == 1 else {
            return .init(name: "gp", reason: "\(study.objectives.count) objectives")
        }
        guard let adapter else { return .init(name: "gp", reason: "no adapter is installed") }
        let distance = SupportDistance.nearest(study, among: adapter.families)
        let text = distance.fixedText(decimals: 2)
        guard distance <= adapter.supportRadius else {
            let limit = adapter.supportRadius.fixedText(decimals: 2)
            let isSilent = study.task.model == nil && study.context == nil
            let hint = isSilent ? "; it does not say what the program is (context, task)" : ""
            return .init(
                name: "gp",
                reason:
                    "adapter \(adapter.name): the study is too far from what it was tested on, distance \(text) > \(limit)\(hint)"
            )
        }
        return .init(name: "lm", reason: "adapter \(adapter.name), study within tested support, distance \(text)")
    }
}
