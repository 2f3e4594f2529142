import HoneCore

extension TrialDatabase {
    /// Files a study's finished trials, so that later studies learn from them.
    ///
    /// Trials of earlier descriptions come along where they fit the study's present space; unfinished and cancelled ones
    /// and those that failed for no fault of their configuration do not. Importing again adds what is new.
    ///
    /// - Parameters:
    ///   - source: what tells the study from all others, such as `StoredStudy.identifier`.
    ///   - fingerprint: `DatasetFingerprint` of the data, where it is at hand.
    @discardableResult
    public func importStudy(
        _ study: StudyDescription, trials: [Trial], source: String, fingerprint: String? = nil
    ) throws -> ImportSummary {
        let (entry, skipped) = Self.entry(study, trials: trials, source: source, fingerprint: fingerprint)
        var summary = try add([entry])
        summary.skipped = skipped
        return summary
    }

    static func entry(
        _ study: StudyDescription, trials: [Trial], source: String, fingerprint: String?
    ) -> (entry: DatabaseSnapshot.Entry, skipped: Int) {
        let family = study.task.model ?? study.name
        // Space and metric are part of the id: after an edit that changed them, the trials make another task.
        let spaceHash = SnapshotHash.of(study.space).prefix(8)
        let task = PastTask(
            id: "\(source):\(spaceHash):\(study.objective.metric)/\(family)/\(study.task.dataset ?? "unnamed")",
            family: family, task: study.task, fingerprint: fingerprint, summary: study.context, space: study.space,
            objective: study.objective, source: "Hone study \(study.name)")
        var past: [PastTrial] = []
        for trial in trials {
            if let useful = pastTrial(trial, in: study) { past.append(useful) }
        }
        return (DatabaseSnapshot.Entry(task: task, trials: past), trials.count - past.count)
    }

    private static func pastTrial(_ trial: Trial, in study: StudyDescription) -> PastTrial? {
        switch trial.state {
        case .waiting, .running, .cancelled: return nil
        case .failed where trial.failure?.reason.isEvidenceAgainstConfiguration != true: return nil
        case .complete where trial.value?.isFinite != true: return nil
        case .complete, .failed, .pruned: break
        }
        guard let configuration = try? study.space.canonical(trial.configuration) else { return nil }
        let finite = trial.value.flatMap { $0.isFinite ? $0 : nil }
        return PastTrial(
            id: "trial \(trial.number)", configuration: configuration, value: finite, state: trial.state,
            failure: trial.failure, metrics: trial.metrics, seconds: trial.seconds, position: trial.number)
    }
}
