extension TrialHistory {
    /// All the trials, with the values that they have under a later version of the description; none where its objective
    /// was not reported.
    package func seen(from study: StudyDescription, version current: Int, versions: [Int: StudyDescription])
        -> TrialHistory
    {
        TrialHistory(
            trials: trials.map { $0.seen(from: study, version: current, versions: versions) }, revision: revision)
    }

    /// The best complete trial whose configuration belongs to the description's space; the earliest of equals. With several
    /// objectives the one of the front that is best in the first.
    public func best(in study: StudyDescription) -> Trial? { ParetoFront(self, in: study).best(in: study) }
}

extension Trial {
    /// The trial as the later description sees it, or nil if it does not fit.
    package func adapted(to study: StudyDescription, version current: Int, versions: [Int: StudyDescription]) -> Trial?
    {
        guard descriptionVersion != current else { return self }
        guard let fitting = try? study.space.canonical(configuration) else { return nil }
        var trial = seen(from: study, version: current, versions: versions)
        trial.configuration = fitting
        return state == .complete && trial.values.isEmpty ? nil : trial
    }

    /// The trial with the values that it has under the later description: none where it did not report them all. Values of
    /// an objective that is none any more are among its metrics.
    package func seen(from study: StudyDescription, version current: Int, versions: [Int: StudyDescription]) -> Trial {
        guard descriptionVersion != current, let before = versions[descriptionVersion]?.objectives,
            before.map(\.metric) != study.objectives.map(\.metric)
        else { return self }
        var trial = self
        var reported = metrics
        for (objective, value) in zip(before, values) { reported[objective.metric] = value }
        let wanted = study.objectives.compactMap { reported[$0.metric] }
        let hasAll = state == .complete && wanted.count == study.objectives.count && wanted.allSatisfy(\.isFinite)
        trial.values = hasAll ? wanted : []
        trial.metrics = reported.filter { name, _ in !(hasAll && study.objectives.contains { $0.metric == name }) }
        if !hasAll { trial.valueSource = nil }
        // Its steps are those of the first objective.
        if before.first?.metric != study.objective.metric { trial.reports = [] }
        return trial
    }
}
