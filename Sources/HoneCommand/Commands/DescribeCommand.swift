import ArgumentParser
import Foundation
import Hone
import HoneCore
import HoneDescribing

struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Write a study.yaml from what a program says in its help, or facts from a dataset's file.",
        usage: """
            hone describe [--data FILE] [options] -- PROGRAM [ARGUMENTS]
            hone describe --data FILE [--target COLUMN]
            """,
        discussion: """
            The program is asked with --help, after you have seen the command and agreed (--yes agrees beforehand). Names,
            types, choices, defaults and ranges are read from what it prints; where it gives no range, one around the
            default is written and marked as a guess. Options for files, seeds, devices and the like are left out and
            listed. Arguments that you write are kept and not searched.
            """)

    @Option(
        help: ArgumentHelp("A dataset: CSV with or without a header, packed or not.", valueName: "file"),
        completion: .file())
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The column that is predicted, by name or number (default: target, class, label or the last).",
            valueName: "column"))
    var target: String?

    @Flag(name: [.long, .customShort("y")], help: "Run the program without asking.")
    var yes = false

    @Option(
        help: ArgumentHelp("How the program is asked for its help (default: --help).", valueName: "option"))
    var helpOption = "--help"

    @Option(
        help: ArgumentHelp(
            "Read the help from this file (- for stdin) instead of running the program.", valueName: "file"),
        completion: .file())
    var helpText: String?

    @Option(help: ArgumentHelp("End the program after this time (default: 60s).", valueName: "time"))
    var timeout = "60s"

    @Option(help: ArgumentHelp("The metric that should become small.", valueName: "metric"))
    var minimize: String?

    @Option(help: ArgumentHelp("The metric that should become large.", valueName: "metric"))
    var maximize: String?

    @Option(help: ArgumentHelp("The study's name (default: from the program's).", valueName: "name"))
    var name: String?

    @Option(
        name: [.long, .customShort("o")],
        help: ArgumentHelp("Write to this file, which must not exist yet.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var output: String?

    @Flag(help: "Print what was found as JSON.")
    var json = false

    @Option(help: ArgumentHelp("The seed of the sample that the landmarks are computed from.", valueName: "number"))
    var seed: UInt64 = 0

    @Flag(name: [.long, .customShort("q")], help: "Print the study and errors only.")
    var quiet = false

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The program and its arguments.", valueName: "program"))
    var command: [String] = []

    func run() async throws {
        guard data != nil || !command.isEmpty else {
            throw CommandFailure.wrongInput(
                """
                hone describe: nothing to describe. Name the program, a dataset, or both:
                  hone describe -- python train.py
                  hone describe --data train.csv --target price
                """)
        }
        if command.isEmpty, let option = firstProgramOption {
            throw CommandFailure.wrongInput("hone describe: \(option) is about a program; write it after --")
        }
        if data == nil, let target {
            throw CommandFailure.wrongInput("--target \(target): there is no dataset; name its file with --data")
        }
        if let output, FileManager.default.fileExists(atPath: output) {
            throw CommandFailure.wrongInput("\(output): it is there already; remove it or name another file")
        }
        var study = StudyText(name: name, objective: try objective())
        if !command.isEmpty { try describeProgram(in: &study) }
        if let data { study.dataset = try DatasetReader.facts(of: data, target: target, seed: seed) }
        try write(study)
    }

    private var firstProgramOption: String? {
        if helpText != nil { return "--help-text" }
        if minimize != nil { return "--minimize" }
        if maximize != nil { return "--maximize" }
        return name == nil ? nil : "--name"
    }

    private func objective() throws -> Objective? {
        if let minimize, let maximize {
            throw CommandFailure.wrongInput(
                "hone describe: it writes one objective, not \(minimize) and \(maximize); keep one, and add the other to the file"
            )
        }
        if let minimize { try MetricName.check(minimize, place: "--minimize") }
        if let maximize { try MetricName.check(maximize, place: "--maximize") }
        if let name { try StudyName.check(name, place: "--name") }
        return minimize.map { Objective(.minimize, $0) } ?? maximize.map { Objective(.maximize, $0) }
    }

    /// Asks the program, and checks that what comes of it is a study.
    private func describeProgram(in study: inout StudyText) throws {
        study.question = DescribedProgram.asking(command, with: helpOption)
        let help = try HelpQuestion(
            question: study.question, agreed: yes, timeout: try SpanFlag.seconds(timeout, "--timeout"), file: helpText,
            isQuiet: quiet
        ).answer()
        let program = DescribedProgram(help: help.text, command: command)
        guard !program.isEmpty else { throw help.failure(program) }
        if let note = help.note, !quiet { Console.note("note: \(note)") }
        study.name = study.name ?? StudyName.derived(from: command)
        study.program = program
        do {
            _ = try StudyFile.decode(study.text, name: "the described study").build()
        } catch {
            throw CommandFailure.failed("hone describe: what the help says makes no study: \(error)")
        }
    }

    private func write(_ study: StudyText) throws {
        if json { return try Console.json(DescribeReport(study)) }
        if let facts = study.dataset, !quiet { Console.note(DescribeReport.remark(on: facts)) }
        guard let output else { return Console.part(study.text) }
        do {
            try Data(study.text.utf8).write(to: URL(fileURLWithPath: output), options: .withoutOverwriting)
        } catch {
            throw CommandFailure.failed("\(output): it cannot be written: \(error.localizedDescription)")
        }
        if !quiet { Console.note("written to \(output); look at it, then: hone check \(output)") }
    }
}
