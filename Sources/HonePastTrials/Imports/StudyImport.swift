import HoneCore

extension TrialDatabase {
    /// Files a study's finished trials, so that later studies learn from them.
    ///
    /// Each trial goes to the task of the description that it was suggested under: after an edit of the space or the
    /// objective, the trials before it and those after it are two tasks. Unfinished and cancelled trials and those that
    /// failed for no fault of their configuration are of no use. Importing again adds what is new.
    ///
    /// - Parameters:
    ///   - study: the present description.
    ///   - versions: earlier descriptions by their version; trials of others are taken for the present one's.
    ///   - trials: as they ran, with the values of their own description's objective.
    ///   - source: what tells the study from all others, such as `StoredStudy.identifier`.
    ///   - fingerprint: `DatasetFingerprint` of the data, where it is at hand.
    @discardableResult
    public func importStudy(
        _ study: StudyDescription, versions: [Int: StudyDescription] = [:], trials: [Trial], source: String,
        fingerprint: String? = nil
    ) throws -> ImportSummary {
        var order: [String] = []
        var entries: [String: PastTrialsSnapshot.Entry] = [:]
        var skipped = 0
        for trial in trials {
            let description = versions[trial.descriptionVersion] ?? study
            guard let past = Self.pastTrial(trial, in: description) else {
                skipped += 1
                continue
            }
            let task = Self.task(description, source: source, fingerprint: fingerprint)
            if entries[task.id] == nil {
                order.append(task.id)
                entries[task.id] = PastTrialsSnapshot.Entry(task: task, trials: [])
            }
            entries[task.id]?.trials.append(past)
        }
        var summary = try add(checked: order.compactMap { entries[$0] })
        summary.skipped = skipped
        return summary
    }

    private static func task(_ study: StudyDescription, source: String, fingerprint: String?) -> PastTask {
        let family = study.task.model ?? study.name
        // Space and metric are part of the id: after an edit that changed them, the trials make another task.
        let spaceHash = SnapshotHash.of(study.space).prefix(8)
        return PastTask(
            id: "\(source):\(spaceHash):\(study.objective.metric)/\(family)/\(study.task.dataset ?? "unnamed")",
            family: family, task: study.task, fingerprint: fingerprint, summary: study.context, space: study.space,
            objective: study.objective, source: PastTask.studySource + study.name)
    }

    /// The trial as a past one, checked against its space; nil if it says nothing.
    private static func pastTrial(_ trial: Trial, in study: StudyDescription) -> PastTrial? {
        switch trial.state {
        case .waiting, .running, .paused, .cancelled: return nil
        case .failed where trial.failure?.reason.isEvidenceAgainstConfiguration != true: return nil
        case .complete where trial.value?.isFinite != true: return nil
        case .complete, .failed, .pruned: break
        }
        guard let configuration = try? study.space.canonical(trial.configuration) else { return nil }
        let finite = trial.value.flatMap { $0.isFinite ? $0 : nil }
        return PastTrial(
            id: "trial \(trial.number)", configuration: configuration, value: finite, state: trial.state,
            failure: trial.failure, metrics: trial.metrics, seconds: trial.seconds, position: trial.number,
            origin: trial.suggestion?.origin)
    }
}
