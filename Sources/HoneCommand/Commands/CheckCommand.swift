import ArgumentParser
import Foundation
import Hone
import HoneCore
import HoneModelSearch
import HoneNumerics
import HoneSearch

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Show what a study would do: its space, command lines, what the language model reads, what leaves this machine.",
        usage: "hone check [STUDY.YAML] [options] -- PROGRAM [ARGUMENTS]",
        discussion: "Runs nothing, unless --run asks for one trial, which is not kept.")

    @Argument(
        help: ArgumentHelp("A file that describes the study; flags go over it.", valueName: "study.yaml"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    @OptionGroup var description: DescriptionOptions

    @Flag(
        name: .customLong("run"), help: "Run one trial, with the defaults if there are any, and show what it reported.")
    var runsOnce = false

    @OptionGroup var common: CommonOptions

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The program and its arguments.", valueName: "program"))
    var command: [String] = []

    func run() async throws {
        let draft = try description.draft(file: file, command: command, seed: common.seed)
        guard file != nil || draft.hasParameters else {
            throw CommandFailure.wrongInput(
                "hone check: nothing to check; name a file (\(common.invocation.text("check", "study.yaml"))) or describe the study as hone run takes it"
            )
        }
        var study = try draft.build()
        // What `auto` would choose here; a study whose adapter is missing can be looked at all the same.
        do {
            try description.optimizers.resolve(&study)
        } catch {
            Console.note("note: \(error)")
        }
        let report = CheckReport(study)
        if common.json {
            try Console.json(report)
        } else {
            for line in report.lines { Console.line(line) }
        }
        if let program = try CommandTemplate(study.command, space: study.space).program {
            _ = try ProgramLookup.resolve(program)
        }
        if runsOnce { try await TrialRun(study: study, common: common).run() }
    }
}

/// What `hone check` says about a study.
struct CheckReport: Encodable {
    struct ParameterReport: Encodable {
        var name: String
        var type: String
        var values: String
        var standard: String?
        var condition: String?
        /// What it does, in words.
        var describe: String?
        /// As `-p` takes it, where flags can say it.
        var flag: String?

        private enum CodingKeys: String, CodingKey {
            case name, type, values, condition, describe, flag
            case standard = "default"
        }
    }

    var study: String
    var objectives: [Objective]
    var metricConstraints: [String]
    var pruner: String?
    /// Runs of a promising configuration, at most.
    var repeats: Int?
    /// What ends the study early.
    var until: [String]
    var optimizer: String
    /// Why `auto` chose it.
    var reason: String?
    /// Content hash of the past tasks that it would learn from.
    var past: String?
    var parameters: [ParameterReport]
    /// Parameters that add up to a total, as `-p` takes them, where flags can say it.
    var mixtures: [String]
    var constraints: [String]
    /// How many configurations there are, where they can be counted.
    var configurations: Int?
    /// The program's arguments for the first configurations.
    var commands: [[String]]
    /// What stands before every configuration that the language model is asked about.
    var prompt: String
    /// What would be sent to other machines.
    var leavesThisMachine: [String]

    /// Random configurations to show beside the default.
    private static let exampleCount = 2

    init(_ study: StudyDescription) {
        self.study = study.name
        objectives = study.objectives
        metricConstraints = study.metricConstraints.map(\.description)
        pruner = study.pruner.map(StudyFilePruner.text)
        repeats = study.repeats?.max
        until = study.running.until.map(\.description)
        optimizer = study.optimizer.effectiveName
        reason = study.optimizer.resolved?.reason
        past = study.optimizer.pastHash
        parameters = study.space.parameters.map { parameter in
            ParameterReport(
                name: parameter.name, type: parameter.domain.kind.rawValue,
                values: parameter.domain.description, standard: parameter.defaultValue?.literal,
                condition: parameter.conditions.isEmpty
                    ? nil
                    : parameter.conditions.map {
                        "\($0.parent) is \($0.values.map(\.literal).joined(separator: " or "))"
                    }.joined(separator: " and "), describe: parameter.meaning,
                flag: study.space.mixture(of: parameter.name) == nil ? ParameterFlag.text(for: parameter) : nil)
        }
        mixtures = study.space.mixtures.map { MixtureFlag.text(for: $0) ?? $0.name }
        constraints = study.space.constraints.map(\.source)
        configurations = study.space.cardinality
        commands = Self.examples(of: study)
        prompt = HeaderText(study).text()
        leavesThisMachine = []
    }

    private static func examples(of study: StudyDescription) -> [[String]] {
        guard !study.command.isEmpty,
            let template = try? CommandTemplate(
                study.command, space: study.space, appendsParameters: study.running.appendsParameters)
        else { return [] }
        var generator = SeededGenerator(seed: study.seed)
        var configurations = study.usesDefault ? [study.space.defaultConfiguration].compactMap(\.self) : []
        let wanted = max(0, exampleCount - configurations.count)
        let drawn = try? RandomDraws(study.space).draw(
            wanted, excluding: TakenConfigurations(), using: &generator)
        configurations += (drawn ?? []).map(\.configuration)
        return configurations.map(template.arguments(for:))
    }

    var lines: [String] {
        let goals = (objectives.map { "\($0.direction.rawValue) \($0.metric)" } + metricConstraints).joined(
            separator: ", ")
        let why = [reason, past.map { "past tasks \($0.prefix(8))" }].compactMap(\.self)
        let chosen = optimizer + (why.isEmpty ? "" : " (\(why.joined(separator: "; ")))")
        var lines = ["\(study) · \(goals) · \(chosen)", "", "parameters"]
        var table = TextTable([
            .init("", .left), .init("", .left), .init("", .left), .init("", .left), .init("", .left), .init("", .left),
        ])
        for parameter in parameters {
            table.add([
                "  \(parameter.name)", parameter.type, parameter.values.shortened(to: 60),
                parameter.standard.map { "default \($0)" } ?? "", parameter.condition.map { "if \($0)" } ?? "",
                parameter.describe?.shortened(to: 60) ?? "",
            ])
        }
        lines += table.lines(hasTitles: false)
        if let configurations { lines.append("  \(configurations) configurations") }
        if !mixtures.isEmpty { lines += ["mixtures"] + mixtures.map { "  \($0)" } }
        if let pruner { lines += ["pruner", "  \(pruner)"] }
        if let repeats { lines += ["repeats", "  up to \(repeats) runs of a promising configuration"] }
        if !until.isEmpty { lines += ["ends early"] + until.map { "  \($0)" } }
        if !constraints.isEmpty { lines += ["constraints"] + constraints.map { "  \($0)" } }
        lines.append("command lines, for example")
        lines +=
            commands.isEmpty
            ? ["  none: the study has no program, so it is for hone ask and hone tell"]
            : commands.map { "  \(CommandTemplate.shellText($0))" }
        lines += ["the language model reads", "  \(prompt.trimmingCharacters(in: .newlines))"]
        lines.append("leaves this machine")
        lines.append("  nothing: program, model, trials and store stay here")
        return lines
    }
}
