import ArgumentParser
import Foundation
import Hone
import HoneCore

struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Print one suggestion as JSON, for programs that something else runs.",
        discussion: """
            A study that does not exist yet is begun with --minimize and -p, or with --study FILE. Tell the result with
            hone tell; a suggestion that is never told expires.
            """)

    @Argument(help: ArgumentHelp("The study's name.", valueName: "name"))
    var studyName: String

    @Option(
        name: .customLong("study"), help: ArgumentHelp("A file that describes the study.", valueName: "study.yaml"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    @Option(
        help: ArgumentHelp("Give the suggestion up if nothing is told for this time (default: 24h).", valueName: "time")
    )
    var expires: String?

    @OptionGroup var description: DescriptionOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let expiry = try SpanFlag.seconds(ifGiven: expires, "--expires") ?? AskTell.defaultExpiry
        if let name = description.name, name != studyName {
            throw CommandFailure.wrongInput("--name: the study is called \(studyName) already; leave --name out")
        }
        let isDescribed = file != nil || !description.isEmpty
        let store = try TrialStore(path: common.storePath, isDescribed ? .creating : .existing)
        let study = try await isDescribed ? begin(in: store) : store.study(named: studyName)
        let optimizer = try description.optimizers.optimizer(for: study.description)
        let asking = AskTell(store: store, study: study)
        guard let trial = try await asking.ask(using: optimizer, expiresAfter: expiry) else {
            throw CommandFailure.failed("study \(studyName): every configuration of the space has been suggested")
        }
        try Console.json(AskRecord(trial, study.description, expiry: expiry, common.invocation))
    }

    private func begin(in store: TrialStore) async throws -> StoredStudy {
        var draft = try description.draft(file: file, command: [], seed: common.seed)
        draft.name = studyName
        return try await StudyOpener(store: store, common: common, optimizers: description.optimizers).open(draft)
    }
}

/// A suggestion as `hone ask` prints it.
struct AskRecord: Encodable {
    var study: String
    var trial: Int
    var configuration: Configuration
    /// Which run of its configuration it is, counted from 0; absent where configurations run once.
    var `repeat`: Int?
    /// The step after which a trial that was paused goes on.
    var lastStep: Int?
    var origin: String?
    var prediction: Prediction?
    /// The program's arguments, if the study has a program.
    var command: [String]?
    /// Seconds since 1970.
    var expires: Double
    /// How to tell the result.
    var tell: String

    init(_ trial: Trial, _ study: StudyDescription, expiry: Double, _ invocation: Invocation) {
        self.study = study.name
        self.trial = trial.number
        configuration = trial.configuration
        if study.repeats != nil { `repeat` = trial.repetition }
        lastStep = trial.reports.last?.step
        origin = trial.suggestion?.origin
        prediction = trial.suggestion?.prediction
        if !study.command.isEmpty {
            command =
                (try? CommandTemplate(
                    study.command, space: study.space, appendsParameters: study.running.appendsParameters))?
                .arguments(for: trial.configuration)
        }
        expires = (Date().timeIntervalSince1970 + expiry).rounded()
        tell = invocation.text(
            ["tell", study.name, String(trial.number)] + study.reportedMetrics.map { "\($0)=VALUE" })
    }
}
