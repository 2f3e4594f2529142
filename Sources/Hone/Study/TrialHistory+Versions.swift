import HoneCore

extension TrialHistory {
    /// The trials that an optimiser can use under a later version of the description: their configuration belongs to its
    /// space, and the value of its objective was reported.
    ///
    /// - Parameters:
    ///   - study: the description that is to be followed from now on.
    ///   - versions: all descriptions by version, that of `study` under `current`.
    /// - Returns: the usable history, with values in the order of the study's objectives, and the other trials' numbers.
    public func usable(for study: StudyDescription, version current: Int, versions: [Int: StudyDescription])
        -> (history: TrialHistory, unusable: [Int])
    {
        var usable = TrialHistory(revision: revision)
        var unusable: [Int] = []
        for trial in trials {
            if let adapted = trial.adapted(to: study, version: current, versions: versions) {
                usable.trials.append(adapted)
            } else {
                unusable.append(trial.number)
            }
        }
        return (usable, unusable)
    }
}

extension Trial {
    /// The trial as the later description sees it, or nil if it does not fit.
    func adapted(to study: StudyDescription, version current: Int, versions: [Int: StudyDescription]) -> Trial? {
        guard descriptionVersion != current else { return self }
        guard let fitting = try? study.space.canonical(configuration) else { return nil }
        var trial = self
        trial.configuration = fitting
        let before = versions[descriptionVersion]?.objectives ?? study.objectives
        guard state == .complete, before.map(\.metric) != study.objectives.map(\.metric) else { return trial }
        var reported = metrics
        for (objective, value) in zip(before, values) { reported[objective.metric] = value }
        let wanted = study.objectives.compactMap { reported[$0.metric] }
        guard wanted.count == study.objectives.count, wanted.allSatisfy(\.isFinite) else { return nil }
        trial.values = wanted
        trial.metrics = reported.filter { name, _ in !study.objectives.contains { $0.metric == name } }
        return trial
    }
}
