import ArgumentParser
import Foundation
import Hone
import HoneCore

struct TellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tell", abstract: "Tell what a suggestion of hone ask came to.",
        usage: "hone tell NAME TRIAL METRIC=VALUE [METRIC=VALUE ...] | --failed")

    @Argument(help: ArgumentHelp("The study's name.", valueName: "name"))
    var name: String

    @Argument(help: ArgumentHelp("The trial's number, as hone ask gave it.", valueName: "trial"))
    var trial: Int

    @Argument(
        help: ArgumentHelp("Metrics and their values; the objective must be among them.", valueName: "metric=value"))
    var values: [String] = []

    @Flag(help: "The trial failed.")
    var failed = false

    @Option(help: ArgumentHelp("Why it failed.", valueName: "text"))
    var reason: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard failed != !values.isEmpty else {
            throw CommandFailure.wrongInput(
                "hone tell: give either METRIC=VALUE, such as loss=0.31, or --failed")
        }
        let metrics = try parsed()
        let store = try common.existingStore()
        let study = try await store.study(named: name)
        let telling = AskTell(store: store, study: study)
        let told: Trial
        if failed {
            told = try await telling.tellFailed(trial: trial, message: reason ?? "told as failed")
        } else {
            told = try await telling.tell(trial: trial, values: metrics)
        }
        guard !common.json else { return try Console.json(TrialRecord(told, study: study.description)) }
        guard !common.quiet else { return }
        let best = try await store.currentHistory(of: study).best(in: study.description)
        let value = told.value.map { "\(study.description.objective.metric) \($0.metricText)" } ?? told.state.rawValue
        Console.line("trial \(trial): \(value)" + (best?.number == trial ? ", the best so far" : ""))
    }

    private func parsed() throws -> [String: Double] {
        var metrics: [String: Double] = [:]
        for text in values {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let number = MetricNumber.value(of: String(parts[1]))
            else {
                throw CommandFailure.wrongInput(
                    "hone tell: \(text) is not METRIC=VALUE with a number, such as loss=0.31")
            }
            guard metrics.updateValue(number, forKey: String(parts[0])) == nil else {
                throw CommandFailure.wrongInput("hone tell: \(parts[0]) is given twice; drop one of the two")
            }
        }
        return metrics
    }
}
