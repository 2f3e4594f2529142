import ArgumentParser
import Hone
import HoneCore
import HoneSearch

struct BestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "best",
        abstract: "Print a study's best trial and the command that repeats it, or the Pareto front.")

    @Argument(help: ArgumentHelp("The study's name.", valueName: "name"))
    var name: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let store = try common.readableStore()
        let study = try await store.study(named: name)
        let history = try await store.currentHistory(of: study)
        let likely = NoiseAwareBest(history, in: study.description)
        let luckiest = history.best(in: study.description)
        guard let best = likely?.trial ?? luckiest else {
            throw CommandFailure.failed(
                "study \(name) has no complete trial yet; see \(common.invocation.text("show", name))")
        }
        if let front = FrontSummary(history, in: study.description) { return try show(front, of: study.description) }
        guard !common.json else { return try Console.json(TrialRecord(best, study: study.description)) }
        let objective = study.description.objective
        Console.line(
            "\(objective.metric) \(best.value.map(\.description) ?? "")\(study.description.runsText(history))  (trial \(best.number))"
        )
        for parameter in study.description.space.parameters {
            if let value = best.configuration[parameter.name] { Console.line("  \(parameter.name) = \(value)") }
        }
        if let better = history.best(for: objective), !study.description.space.contains(better.configuration),
            let value = better.value
        {
            Console.note(
                "note: trial \(better.number) is better (\(objective.metric) \(value)) but lies outside the study's present space"
            )
        }
        if let likely, let luckiest, luckiest.number != best.number, let value = luckiest.value {
            Console.note(
                "note: trial \(luckiest.number) came out better (\(objective.metric) \(value)), but values are noisy (± \(likely.deviation.formatted(significantDigits: 2)) a trial); this one is expected to be the best, with \(likely.expected.metricText) in the mean"
            )
        }
        if let excess = study.description.excessText(of: best) {
            Console.note("note: no trial keeps all bounds; this one is the least far \(excess)")
        }
        if let command = RepeatCommand(of: best, in: study)?.text { Console.line("run it:  \(command)") }
    }

    /// The Pareto front as a table, the best in the first objective first.
    private func show(_ front: FrontSummary, of study: StudyDescription) throws {
        guard !common.json else {
            for trial in front.trials { try Console.json(TrialRecord(trial, study: study)) }
            return
        }
        let parameters = study.space.searched
        var table = TextTable(
            [.init("trial")] + study.objectives.map { .init($0.metric) }
                + parameters.map { .init($0.name, isOptional: true) })
        for trial in front.trials {
            table.add(
                [String(trial.number)] + trial.values.map(\.metricText)
                    + parameters.map { trial.configuration[$0.name]?.shortText ?? "-" })
        }
        let width = Terminal.current.isInteractive ? Terminal.current.width : nil
        for line in table.narrowed(to: width).table.lines(width: width) { Console.line(line) }
        let worst = zip(study.objectives, front.reference).map { "\($0.metric) \($1.metricText)" }.joined(
            separator: ", ")
        Console.line(
            "hypervolume \(front.hypervolume.formatted(significantDigits: 4)) of the box between the best values and the worst (\(worst))"
        )
        Console.line(
            "look at one:  \(common.invocation.text("show", study.name, "--trial", String(front.trials[0].number)))")
    }
}
