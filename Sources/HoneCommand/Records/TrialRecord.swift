import Hone
import HoneCore

/// A trial as `--json` prints it and `export` writes it: one object a line, its names stable between versions.
struct TrialRecord: Encodable {
    struct Failure: Encodable {
        var reason: String
        var message: String
    }

    var study: String
    var trial: Int
    var state: String
    /// Values of the objectives, by metric; empty until the trial is complete.
    var objectives: [String: Double]
    var configuration: Configuration
    /// Which run of its configuration it is, counted from 0; absent where configurations run once.
    var `repeat`: Int?
    var origin: String?
    var prediction: Prediction?
    var rationale: String?
    var weights: [String: Double]?
    var seconds: Double?
    var failure: Failure?
    var metrics: [String: Double]
    /// Where the value was read.
    var source: String?
    /// Whether a complete trial keeps the bounds on metrics; absent without bounds.
    var feasible: Bool?
    /// Version of the description.
    var version: Int
    var attempts: Int

    init(_ trial: Trial, study: StudyDescription) {
        self.study = study.name
        self.trial = trial.number
        state = trial.state.rawValue
        objectives = Dictionary(
            zip(study.objectives.map(\.metric), trial.values), uniquingKeysWith: { first, _ in first })
        configuration = trial.configuration
        if study.repeats != nil { `repeat` = trial.repetition }
        origin = trial.suggestion?.origin
        prediction = trial.suggestion?.prediction
        rationale = trial.suggestion?.rationale
        weights = trial.suggestion?.weights
        seconds = trial.seconds
        failure = trial.failure.map { Failure(reason: $0.reason.rawValue, message: $0.message) }
        metrics = trial.metrics
        source = trial.valueSource
        if !study.metricConstraints.isEmpty, trial.state == .complete { feasible = study.violation(of: trial) == 0 }
        version = trial.descriptionVersion
        attempts = trial.attempts.count
    }
}
