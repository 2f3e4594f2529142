import HoneCore

/// What is in a trial database.
public struct DatabaseStatistics: Sendable, Hashable, Codable {
    /// One task's line.
    public struct Task: Sendable, Hashable, Codable {
        /// The task's id.
        public var id: String
        /// For people: the study's name and dataset, or what the id says.
        public var name: String
        /// Whether it comes from one's own studies and files rather than with a licence, as other people's do.
        public var isOwn: Bool
        /// The program that it belongs to.
        public var family: String
        /// Whether the family is the study's name, because the study does not say what model it tunes.
        public var isFamilyStudyName: Bool
        /// Its data's name.
        public var dataset: String?
        /// Parameters of its space.
        public var parameters: Int
        /// Its trials.
        public var trials: Int
        /// Those that have a value.
        public var complete: Int
        /// The best value of a complete trial, in the objective's direction.
        public var best: Double?
        /// The objective's name.
        public var metric: String
    }

    /// Trials of all tasks.
    public var trials: Int
    /// Datasets, every name of one counted once.
    public var datasets: Int
    /// The programs, sorted.
    public var families: [String]
    /// One's own first, else in the order of their ids.
    public var tasks: [Task]
    /// The content hash of the snapshot that was counted.
    public var hash: String
}

extension TrialDatabase {
    /// What the database holds, without what is left out.
    public func statistics(leavingOut leaveOuts: [LeaveOut] = []) throws -> DatabaseStatistics {
        let snapshot = try snapshot(leavingOut: leaveOuts)
        var named: [String: Int] = [:]
        let tasks = snapshot.entries.map { entry in
            let task = entry.task
            let values = entry.trials.filter { $0.state == .complete }.compactMap(\.value)
            var name = task.readableName
            named[name, default: 0] += 1
            // A study whose space was edited has several tasks.
            if let count = named[name], count > 1 { name += " (\(count))" }
            return DatabaseStatistics.Task(
                id: task.id, name: name, isOwn: task.isOwn, family: task.family,
                isFamilyStudyName: task.studyName != nil && task.task.model == nil, dataset: task.task.dataset,
                parameters: task.space.parameters.count, trials: entry.trials.count, complete: values.count,
                best: task.objective.direction == .minimize ? values.min() : values.max(),
                metric: task.objective.metric)
        }
        return DatabaseStatistics(
            trials: snapshot.trialCount, datasets: snapshot.datasets(aliases: try aliases()).count,
            families: snapshot.families, tasks: tasks.filter(\.isOwn) + tasks.filter { !$0.isOwn },
            hash: snapshot.hash)
    }
}

extension PastTask {
    /// Whether it comes from one's own studies and files rather than with a licence, as other people's do.
    package var isOwn: Bool { licence == nil }

    /// Ids of studies hold their identifiers and hashes, which tell nobody anything.
    package var readableName: String {
        guard let studyName else { return id }
        return studyName + (task.dataset.map { "/\($0)" } ?? "")
    }
}
