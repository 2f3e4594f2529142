import ArgumentParser
import Foundation
import Hone
import HoneCore

/// The options that say how long a study runs and how much at a time; they can change from run to run.
struct RunOptionGroup: ParsableArguments {
    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp(
            "The total of finished trials, resumed ones included (default: until you stop it).", valueName: "count"))
    var trials: Int?

    @Option(name: [.customShort("j"), .long], help: ArgumentHelp("Trials at a time (default: 1).", valueName: "count"))
    var parallel: Int?

    @Option(help: ArgumentHelp("End the study after this time: 90s, 10m, 2h.", valueName: "time"))
    var timeout: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "End the study early: \"loss <= 0.02\", \"no improvement in 20\", \"expected gain < 0.001\"; none for no such rule.",
            valueName: "rule"))
    var until: [String] = []

    @Option(help: ArgumentHelp("Stop a trial after this time.", valueName: "time"))
    var trialTimeout: String?

    @Option(help: ArgumentHelp("End the study after so many failed trials.", valueName: "count"))
    var maxFailures: Int?

    @Option(
        help: ArgumentHelp("Where trials run: \(ExecutorNames.available.joined(separator: ", ")).", valueName: "name"),
        completion: .list(ExecutorNames.available))
    var executor: String?

    /// Writes what was given over the settings.
    func apply(to settings: inout RunSettings) throws {
        if let trials { settings.trials = try positive(trials, "-n") }
        if let parallel { settings.parallel = try positive(parallel, "-j") }
        if until == ["none"] {
            settings.until = []
        } else if !until.isEmpty {
            settings.until = try until.map { try StudyRules.rule($0, place: "--until") }
        }
        if let timeout { settings.timeout = try SpanFlag.seconds(timeout, "--timeout") }
        if let trialTimeout { settings.trialTimeout = try SpanFlag.seconds(trialTimeout, "--trial-timeout") }
        if let maxFailures { settings.maxFailures = try positive(maxFailures, "--max-failures") }
        if let executor { try ExecutorNames.check(executor, place: "--executor") }
    }

    private func positive(_ value: Int, _ flag: String) throws -> Int {
        guard value >= 1 else { throw DescriptionError(flag, "it must be at least 1, not \(value)") }
        return value
    }
}
