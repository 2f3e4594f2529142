import HoneCore

/// What tuners and trackers call the state of a trial.
enum TrialWords {
    enum Meaning: Sendable, Hashable {
        case complete
        case failed(TrialFailure.Reason)
        case pruned
        /// Stopped by somebody: it says nothing about the configuration.
        case cancelled
        /// Waiting or running: not finished when the file was written.
        case unfinished
    }

    /// Optuna, Ray Tune, Weights & Biases, MLflow, SMAC, Hyperopt, Vizier, SageMaker and Hone; letters and digits alone, in
    /// lower case.
    private static let meanings: [String: Meaning] = {
        let groups: [(Meaning, [String])] = [
            (
                .complete,
                [
                    "complete", "completed", "finished", "finish", "ok", "success", "succeeded", "successful", "done",
                    "terminated",
                ]
            ),
            (
                .failed(.exit),
                [
                    "fail", "failed", "failure", "crash", "crashed", "error", "errored", "exception", "broken",
                    "infeasible",
                ]
            ),
            (.failed(.timeout), ["timeout", "timedout"]),
            (.failed(.outOfMemory), ["memout", "oom", "outofmemory"]),
            (.failed(.nonFinite), ["nan", "diverged"]),
            (.pruned, ["pruned", "earlystopped"]),
            (
                .cancelled,
                [
                    "cancelled", "canceled", "killed", "stopped", "aborted", "abort", "interrupted", "preempted",
                    "deleted",
                ]
            ),
            (
                .unfinished,
                [
                    "running", "waiting", "pending", "scheduled", "queued", "new", "created", "paused", "starting",
                    "started", "active", "inprogress", "preempting", "suspended", "requested", "stopping", "submitted",
                    "initializing",
                ]
            ),
        ]
        var meanings: [String: Meaning] = [:]
        for (meaning, words) in groups { for word in words { meanings[word] = meaning } }
        return meanings
    }()

    /// The meaning of a word in any case, with or without the type before it (`TrialState.COMPLETE`); nil if it is not
    /// known. Numbers are not: tuners count their states differently.
    static func meaning(of word: String) -> Meaning? {
        let name = word.split(separator: ".").last.map(String.init) ?? word
        return meanings[name.lowercased().filter { $0.isLetter || $0.isNumber }]
    }

    /// For messages.
    static let examples = "complete, failed, pruned, cancelled or running"
}
