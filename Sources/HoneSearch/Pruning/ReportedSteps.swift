import HoneCore

extension Trial {
    /// The highest step that was reported.
    var lastStep: Int? {
        // Nearly always the steps rise.
        guard var highest = reports.last?.step else { return nil }
        for report in reports where report.step > highest { highest = report.step }
        return highest
    }

    /// The highest step below the last one; nil if there is one step only.
    var secondLastStep: Int? {
        guard let last = lastStep else { return nil }
        return reports.reversed().lazy.map(\.step).filter { $0 != last }.max()
    }

    /// What was reported at a step, the latest if there are several; found at once where steps rise one by one.
    func report(at step: Int) -> StepReport? {
        guard let first = reports.first else { return nil }
        let likely = step &- first.step
        if reports.indices.contains(likely), reports[likely].step == step,
            reports.last?.step == first.step + reports.count - 1
        {
            return reports[likely]
        }
        return reports.last { $0.step == step }
    }

    /// The report of the first step from a step on, the latest of that step.
    func firstReport(from step: Int) -> StepReport? {
        if let exact = report(at: step) { return exact }
        var best: StepReport?
        for report in reports where report.step >= step && report.step <= best?.step ?? .max { best = report }
        return best
    }
}

extension StepReport {
    /// The values with the signs turned so that lower is better; nil unless there is one for each objective.
    func minimized(_ objectives: [Objective]) -> [Double]? {
        guard objectives.count > 1 else { return [objectives[0].minimized(value)] }
        let values = values
        guard values.count == objectives.count else { return nil }
        return zip(objectives, values).map { $0.minimized($1) }
    }

    /// Whether a value of it is no number.
    var isBroken: Bool { value.isNaN || further.contains(where: \.isNaN) }
}
