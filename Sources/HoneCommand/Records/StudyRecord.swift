import Hone
import HoneCore

/// A study as `hone list --json` prints it.
struct StudyRecord: Encodable {
    struct Best: Encodable {
        var trial: Int
        var value: Double?
        var configuration: Configuration
    }

    var study: String
    var objectives: [Objective]
    var optimizer: String
    var trials: [String: Int]
    var best: Best?
    var version: Int
    var created: Double
    var changed: Double
    /// Process that runs the study now.
    var process: Int32?

    init(_ overview: StudyOverview) {
        study = overview.study.name
        objectives = overview.study.description.objectives
        optimizer = overview.study.description.optimizer.effectiveName
        trials = Dictionary(
            overview.counts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first })
        best = overview.best.map { Best(trial: $0.number, value: $0.value, configuration: $0.configuration) }
        version = overview.study.version
        created = overview.study.createdAt
        changed = overview.changedAt
        process = overview.owner?.process.pid
    }
}
