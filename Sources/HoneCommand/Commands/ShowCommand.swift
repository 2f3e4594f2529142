import ArgumentParser
import Foundation
import Hone
import HoneCore

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a study and its trials, or all that is known of one trial.")

    @Argument(help: ArgumentHelp("The study's name.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("The trial to show.", valueName: "number"))
    var trial: Int?

    @Flag(help: "Go on showing a study that another process runs, until it ends.")
    var follow = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if follow, trial != nil { throw ValidationError("--follow shows a study; leave --trial out") }
    }

    func run() async throws {
        let store = try common.existingStore()
        let study = try await store.study(named: name)
        if let trial {
            let found = try await store.currentTrial(trial, of: study)
            guard !common.json else { return try Console.json(TrialRecord(found, study: study.description)) }
            for line in TrialDetails(found, of: study).lines { Console.line(line) }
        } else if follow {
            try await StudyFollower(store: store, study: study, common: common).run()
        } else {
            try await show(study, in: store)
        }
    }

    private func show(_ study: StoredStudy, in store: TrialStore) async throws {
        let history = try await store.currentHistory(of: study)
        if common.json {
            try Console.json(StudyRecord(try await store.overview(of: study)))
            for trial in history.trials { try Console.json(TrialRecord(trial, study: study.description)) }
            return
        }
        let overview = try await store.overview(of: study)
        for line in StudyDetails(overview, history, on: .current).lines { Console.line(line) }
    }
}
