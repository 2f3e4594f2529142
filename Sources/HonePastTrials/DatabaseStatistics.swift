import Foundation
import GRDB
import HoneCore

/// What is in a trial database.
public struct DatabaseStatistics: Sendable, Hashable, Codable {
    /// One task's line.
    public struct Task: Sendable, Hashable, Codable {
        public var id: String
        public var family: String
        public var dataset: String?
        public var parameters: Int
        public var trials: Int
        public var complete: Int
        /// The best value of a complete trial, in the objective's direction.
        public var best: Double?
        public var metric: String
    }

    public var trials: Int
    /// Datasets, every name of one counted once.
    public var datasets: Int
    public var families: [String]
    public var tasks: [Task]
    /// The content hash of the snapshot that was counted.
    public var hash: String
}

extension TrialDatabase {
    public func statistics(leavingOut leaveOuts: [LeaveOut] = []) throws -> DatabaseStatistics {
        let snapshot = try snapshot(leavingOut: leaveOuts)
        let tasks = snapshot.entries.map { entry in
            let values = entry.trials.filter { $0.state == .complete }.compactMap(\.value)
            let objective = entry.task.objective
            return DatabaseStatistics.Task(
                id: entry.task.id, family: entry.task.family, dataset: entry.task.task.dataset,
                parameters: entry.task.space.parameters.count, trials: entry.trials.count, complete: values.count,
                best: objective.direction == .minimize ? values.min() : values.max(), metric: objective.metric)
        }
        return DatabaseStatistics(
            trials: snapshot.trialCount, datasets: snapshot.datasets(aliases: try aliases()).count,
            families: snapshot.families, tasks: tasks, hash: snapshot.hash)
    }
}
