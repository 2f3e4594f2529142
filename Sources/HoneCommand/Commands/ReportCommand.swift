import ArgumentParser
import Hone
import HoneCore

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Report a step of a suggestion of hone ask, and hear whether to give it up.",
        usage: "hone report NAME TRIAL --step STEP METRIC=VALUE [METRIC=VALUE ...]",
        discussion: "Prints \"go on\" or \"stop: REASON\". A trial that was stopped is told with hone tell --pruned.")

    @Argument(help: ArgumentHelp("The study's name.", valueName: "name"))
    var name: String

    @Argument(help: ArgumentHelp("The trial's number, as hone ask gave it.", valueName: "trial"))
    var trial: Int

    @Option(help: ArgumentHelp("An epoch, say; steps rise.", valueName: "step"))
    var step: Int

    @Argument(
        help: ArgumentHelp("Metrics and their values; the objective must be among them.", valueName: "metric=value"))
    var values: [String] = []

    @OptionGroup var common: CommonOptions

    /// What was decided, as `--json` prints it.
    private struct Decision: Encodable {
        var study: String
        var trial: Int
        var step: Int
        var stop: Bool
        var reason: String?
    }

    func run() async throws {
        guard !values.isEmpty else {
            throw CommandFailure.wrongInput("hone report: give METRIC=VALUE, such as loss=0.31")
        }
        let metrics = try MetricArguments.parse(values, command: "report")
        let store = try common.existingStore()
        let study = try await store.study(named: name)
        let reason = try await AskTell(store: store, study: study).report(trial: trial, step: step, values: metrics)
        guard !common.json else {
            return try Console.json(
                Decision(study: name, trial: trial, step: step, stop: reason != nil, reason: reason))
        }
        Console.line(reason.map { "stop: \($0)" } ?? "go on")
    }
}
