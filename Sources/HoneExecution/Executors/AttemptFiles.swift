/// Where an attempt's files lie. A trial has one directory for all its attempts, so that checkpoints survive a requeue:
///
///     hone-trials/STUDY/7/                 HONE_TRIAL_DIR
///         stdout  stderr                   what the program printed
///         results.jsonl                    HONE_RESULTS
///         parameters.json                  HONE_PARAMS
///         stop                             HONE_STOP, once the trial should stop
///         attempt-1/request.json           what to run
///         attempt-1/supervisor.json        who claimed the attempt: written once, so that it runs at most once
///         attempt-1/started.json           the program's process
///         attempt-1/ended.json             how it ended
///
/// From the second attempt on, its number stands in the names: `stdout.2`, `results.2.jsonl`, `attempt-2/`.
public struct AttemptFiles: Sendable, Hashable, Codable {
    /// Absolute path of the trial's directory.
    public var trialDirectory: String
    /// The attempt's number, from 1.
    public var ordinal: Int

    public init(trialDirectory: String, ordinal: Int) {
        self.trialDirectory = trialDirectory
        self.ordinal = ordinal
    }

    private var suffix: String { ordinal == 1 ? "" : ".\(ordinal)" }

    public var standardOutput: String { "\(trialDirectory)/stdout\(suffix)" }
    public var standardError: String { "\(trialDirectory)/stderr\(suffix)" }
    public var results: String { "\(trialDirectory)/results\(suffix).jsonl" }
    public var parameters: String { "\(trialDirectory)/parameters.json" }
    public var stop: String { "\(trialDirectory)/stop\(suffix)" }

    var control: String { "\(trialDirectory)/attempt-\(ordinal)" }
    var request: String { "\(control)/request.json" }
    var claim: String { "\(control)/supervisor.json" }
    var started: String { "\(control)/started.json" }
    var ended: String { "\(control)/ended.json" }
}
