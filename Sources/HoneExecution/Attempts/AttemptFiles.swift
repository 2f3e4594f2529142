import Foundation

/// Where an attempt's files lie. A trial has one directory for all its attempts, so that checkpoints survive a requeue:
///
///     hone-trials/STUDY/7/                 HONE_TRIAL_DIR
///         stdout  stderr                   what the program printed
///         results.jsonl                    HONE_RESULTS
///         parameters.json                  HONE_PARAMS
///         stop                             HONE_STOP, once the trial should stop
///         attempt-1/supervisor.json        what the supervisor tells, a line each: that it claimed the attempt, which process
///                                          the program is, how it ended
///
/// From the second attempt on, its number stands in the names: `stdout.2`, `results.2.jsonl`, `attempt-2/`. Where another
/// life of the study (a copy of its store) has used the folder `7`, the trial's is called `7-2`.
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
    /// What the program leaves for its metrics.
    package var output: ProgramOutput {
        ProgramOutput(results: results, standardOutput: standardOutput, standardError: standardError)
    }
    public var parameters: String { "\(trialDirectory)/parameters.json" }
    public var stop: String { "\(trialDirectory)/stop\(suffix)" }
    public var control: String { "\(controlFolder)/supervisor.json" }
    var controlFolder: String { "\(trialDirectory)/attempt-\(ordinal)" }
}

extension AttemptFiles {
    /// Lives of a study that are looked through for a folder.
    private static let lifeLimit = 1000

    /// Where the attempt of this token lies, or would be put: folders that hold attempts of others are passed over.
    ///
    /// - Parameters:
    ///   - token: the attempt's; empty for attempts of before there were tokens, which lie in the first folder.
    ///   - earlier: those of the trial's attempts before it.
    public func located(token: String, earlier: [String] = []) -> AttemptFiles {
        guard !token.isEmpty else { return self }
        var files = self
        for life in 1...Self.lifeLimit {
            files.trialDirectory = life == 1 ? trialDirectory : "\(trialDirectory)-\(life)"
            if access(files.trialDirectory, F_OK) != 0 || !files.isForeign(to: earlier + [token]) { break }
        }
        return files
    }

    private func isForeign(to tokens: [String]) -> Bool {
        (1...ordinal).contains { number in
            let files = AttemptFiles(trialDirectory: trialDirectory, ordinal: number)
            return ControlFile(path: files.control)?.isForeign(to: tokens) ?? false
        }
    }
}
