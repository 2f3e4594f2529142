import Foundation
import HoneCore

/// What a run needs to know besides the study's description.
public struct RunOptions: Sendable {
    /// How many trials, how many at a time, what ends them.
    public var settings: RunSettings
    /// Where the program runs (absolute); nil for where the study was begun.
    public var workingDirectory: String?
    /// Attempts of a trial that one run may lose (somebody kills the supervisor, say) before the trial counts as failed.
    public var maxAttempts: Int
    /// Seconds that the run waits for a store which another process keeps locked before it gives up.
    public var storePatience = 600.0

    /// Settings, and where they do not say enough.
    public init(
        _ settings: RunSettings, workingDirectory: String? = nil, maxAttempts: Int = 3
    ) {
        self.settings = settings
        self.workingDirectory = workingDirectory
        self.maxAttempts = maxAttempts
    }

    /// - Throws: `StudyError.badSetting` for numbers that make no sense.
    func check() throws(StudyError) {
        if let trials = settings.trials, trials < 1 {
            throw .badSetting(name: "trials", problem: "\(trials) is not a number of trials", remedy: "write 1 or more")
        }
        guard settings.parallel >= 1 else {
            throw .badSetting(
                name: "parallel", problem: "\(settings.parallel) trials at a time make no study",
                remedy: "write 1 or more")
        }
        for (name, value) in [("timeout", settings.timeout), ("trialTimeout", settings.trialTimeout)] {
            if let value, !(value > 0) {
                throw .badSetting(
                    name: name, problem: "\(value.shortestRangeText) s leave no time",
                    remedy: "give it a minute, say")
            }
        }
        if let failures = settings.maxFailures, failures < 1 {
            throw .badSetting(
                name: "maxFailures", problem: "\(failures) is not a number of failures", remedy: "write 1 or more")
        }
        guard settings.grace >= 0 else {
            throw .badSetting(
                name: "grace", problem: "\(settings.grace.shortestRangeText) s is not a time", remedy: "write 0 or more"
            )
        }
    }
}
