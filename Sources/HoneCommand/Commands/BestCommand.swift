import ArgumentParser
import Hone
import HoneCore

struct BestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "best", abstract: "Print a study's best trial and the command that repeats it.")

    @Argument(help: ArgumentHelp("The study's name.", valueName: "name"))
    var name: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let store = try common.readableStore()
        let study = try await store.study(named: name)
        let history = try await store.currentHistory(of: study)
        guard let best = history.best(in: study.description) else {
            throw CommandFailure.failed(
                "study \(name) has no complete trial yet; see \(common.invocation.text("show", name))")
        }
        guard !common.json else { return try Console.json(TrialRecord(best, study: study.description)) }
        let objective = study.description.objective
        Console.line("\(objective.metric) \(best.value.map(\.description) ?? "")  (trial \(best.number))")
        for parameter in study.description.space.parameters {
            if let value = best.configuration[parameter.name] { Console.line("  \(parameter.name) = \(value)") }
        }
        if let better = history.best(for: objective), better.number != best.number, let value = better.value {
            Console.note(
                "note: trial \(better.number) is better (\(objective.metric) \(value)) but lies outside the study's present space"
            )
        }
        if let command = RepeatCommand(of: best, in: study)?.text { Console.line("run it:  \(command)") }
    }
}
