import Hone
import HoneCore

/// The lines of a study where nothing can be redrawn: one for each finished trial.
struct PlainLines {
    let study: StudyDescription

    /// `trial 9   error 0.0243 *  predicted 0.027 [.022 .036]  lr 0.0031  width 128  0:04  12 of 40`
    func line(for trial: Trial, isBest: Bool, finished: Int, target: Int?, invocation: Invocation) -> String {
        let count = target.map { "\(finished) of \($0)" } ?? "\(finished) done"
        let name = "trial \(trial.number)".padded(to: 9)
        if trial.state == .pruned {
            let value = study.valueText(of: trial).map { "at \($0)" } ?? ""
            let step = trial.reports.last.map { "step \($0.step)" } ?? ""
            return ["\(name) pruned", value, step, trial.configuration.shortText(in: study.space), count]
                .filter { !$0.isEmpty }.joined(separator: "  ")
        }
        if trial.state != .complete {
            let problem = trial.failure.map { "\($0.reason.rawValue): \($0.message.shortened(to: 160))" } ?? ""
            let look = invocation.text("show", study.name, "--trial", String(trial.number))
            return ["\(name) \(trial.state.rawValue)", problem, look, count].filter { !$0.isEmpty }.joined(
                separator: "  ")
        }
        var parts = [name]
        if let text = study.valueText(of: trial) { parts[0] += " \(text)" + (isBest ? " *" : "  ") }
        if let excess = study.excessText(of: trial) { parts.append(excess) }
        if let prediction = trial.suggestion?.prediction { parts.append("predicted \(prediction.shortText)") }
        if let prior = trial.suggestion.flatMap(PriorRemark.init), prior.isLost { parts.append("own trials decide") }
        parts.append(trial.configuration.shortText(in: study.space))
        if let seconds = trial.seconds { parts.append(seconds.clockText) }
        return (parts + [count]).joined(separator: "  ")
    }
}
