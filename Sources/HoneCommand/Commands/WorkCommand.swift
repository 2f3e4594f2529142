import ArgumentParser
import Foundation
import Hone
import HoneCore
import HoneServer

struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work",
        abstract: "Run trials of a study that hone serve serves on another machine.",
        discussion: """
            The program runs here, with the study's command, in the present folder; trials leave their files in
            hone-work/STUDY. Ctrl-C lets running trials end; a second one stops them and gives them back.
            """)

    @Argument(help: ArgumentHelp("Where the study is served: http://HOST:8420.", valueName: "url"))
    var url: String

    @Option(name: .customShort("j"), help: ArgumentHelp("Trials at a time.", valueName: "number"))
    var parallel = 1

    @Option(help: ArgumentHelp("A file with the server's token.", valueName: "file"), completion: .file())
    var tokenFile: String?

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "Ask for no further trial after this time, as before the end of a cluster's job.", valueName: "time"))
    var time: String?

    @Option(
        name: [.customShort("n"), .customLong("trials")],
        help: ArgumentHelp("Run at most so many trials.", valueName: "number"))
    var trials: Int?

    @Option(help: ArgumentHelp("Go on trying for this time when the server is away (default: 10m).", valueName: "time"))
    var patience: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        guard (1...10_000).contains(parallel) else {
            throw CommandFailure.wrongInput("-j \(parallel): it must be between 1 and 10000")
        }
        if let trials, trials < 1 { throw CommandFailure.wrongInput("-n \(trials): it must be 1 or more") }
        let token = try tokenFile.map { path throws(ServerError) in try BearerToken(file: path) }
        let client = try StudyClient(
            url, token: token, patience: try SpanFlag.seconds(ifGiven: patience, "--patience") ?? 600)
        var options = Worker.Options()
        options.parallel = parallel
        options.trials = trials
        options.seconds = try SpanFlag.seconds(ifGiven: time, "--for")
        let view = WorkView(isJSON: common.json, isQuiet: common.quiet)
        let worker = try await Worker(client, options: options) { view.show($0) }
        if !common.quiet, !common.json { Console.line("working on \(worker.name), \(parallel) at a time") }
        let watch = InterruptWatch { _ in Task { await worker.stop() } }
        defer { watch.stop() }
        try await worker.run()
        if !common.quiet, !common.json { Console.line("done: \(await worker.count) trials here") }
    }
}

/// A line for each thing that happens to a worker.
private struct WorkView: Sendable {
    let isJSON: Bool
    let isQuiet: Bool

    private struct Record: Encodable {
        var event: String
        var trial: Int?
        var slot: Int?
        var state: String?
        var remark: String?
    }

    func show(_ event: Worker.Event) {
        switch event {
        case .began(let trial, let slot):
            if isJSON { print(Record(event: "began", trial: trial, slot: slot)) }
        case .ended(let trial, let state):
            if isJSON { print(Record(event: "ended", trial: trial, state: state)) }
            if !isJSON, !isQuiet { Console.line("trial \(trial): \(state)") }
        case .remark(let text):
            if isJSON { print(Record(event: "remark", remark: text)) } else { Console.note("note: \(text)") }
        }
    }

    private func print(_ record: Record) { try? Console.json(record) }
}
