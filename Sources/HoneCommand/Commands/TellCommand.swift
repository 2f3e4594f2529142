import ArgumentParser
import Foundation
import Hone
import HoneCore

struct TellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tell", abstract: "Tell what a suggestion of hone ask came to.",
        usage: "hone tell NAME TRIAL METRIC=VALUE [METRIC=VALUE ...] | --failed | --pruned")

    @Argument(help: ArgumentHelp("The study's name.", valueName: "name"))
    var name: String

    @Argument(help: ArgumentHelp("The trial's number, as hone ask gave it.", valueName: "trial"))
    var trial: Int

    @Argument(
        help: ArgumentHelp("Metrics and their values; the objective must be among them.", valueName: "metric=value"))
    var values: [String] = []

    @Flag(help: "The trial failed.")
    var failed = false

    @Flag(help: "The trial was given up at the step that was reported last.")
    var pruned = false

    @Option(help: ArgumentHelp("Why it failed.", valueName: "text"))
    var reason: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard [failed, pruned, !values.isEmpty].count(where: { $0 }) == 1 else {
            throw CommandFailure.wrongInput(
                "hone tell: give either METRIC=VALUE, such as loss=0.31, or --failed, or --pruned")
        }
        let metrics = try MetricArguments.parse(values, command: "tell")
        let store = try common.existingStore()
        let study = try await store.study(named: name)
        let telling = AskTell(store: store, study: study)
        let told: Trial
        if pruned {
            told = try await telling.tellPruned(trial: trial, reason: reason ?? "told as pruned")
        } else if failed {
            told = try await telling.tellFailed(trial: trial, message: reason ?? "told as failed")
        } else {
            told = try await telling.tell(trial: trial, values: metrics)
        }
        guard !common.json else { return try Console.json(TrialRecord(told, study: study.description)) }
        guard !common.quiet else { return }
        let front = ParetoFront(try await store.currentHistory(of: study), in: study.description)
        let value = study.description.valueText(of: told) ?? told.state.rawValue
        let praise = study.description.objectives.count == 1 ? ", the best so far" : ", in the front"
        Console.line("trial \(trial): \(value)" + (front.contains(trial) ? praise : ""))
    }
}
