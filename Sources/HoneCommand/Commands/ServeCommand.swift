import ArgumentParser
import Foundation
import Hone
import HoneCore
import HoneServer

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a study over HTTP, so that workers on any machine run its trials.",
        usage: """
            hone serve NAME [options]
            hone serve --study STUDY.YAML [options]
            """,
        discussion: """
            Workers are started with hone work http://HOST:8420, or are programs of yours: /openapi.json says what they may
            ask, python/hone_client.py asks it in Python. A worker that is silent for longer than --patience loses its trial,
            which is given to another one, once. Beyond loopback workers show a token (--token-file).
            """)

    @Argument(help: ArgumentHelp("The study's name.", valueName: "name"))
    var studyName: String?

    @Option(
        name: .customLong("study"), help: ArgumentHelp("A file that describes the study.", valueName: "study.yaml"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    @Option(
        help: ArgumentHelp(
            "Where to listen (default: 127.0.0.1:8420); a port alone is on loopback.", valueName: "address:port"))
    var bind = "\(ServerAddress.standardPort)"

    @Option(help: ArgumentHelp("A file with the word that workers must show.", valueName: "file"), completion: .file())
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "How long a worker may be silent before its trial is given to another one (default: 60s).",
            valueName: "time"))
    var patience: String?

    @Option(
        name: [.customShort("n"), .customLong("trials")],
        help: ArgumentHelp("End when so many trials have finished, earlier ones included.", valueName: "number"))
    var trials: Int?

    @OptionGroup var description: DescriptionOptions
    @OptionGroup var common: CommonOptions

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The program and its arguments.", valueName: "program"))
    var command: [String] = []

    func run() async throws {
        let address = try ServerAddress(parsing: bind)
        let token = try tokenFile.map { path throws(ServerError) in try BearerToken(file: path) }
        let seconds = try SpanFlag.seconds(ifGiven: patience, "--patience") ?? 60
        if let trials, trials < 1 { throw CommandFailure.wrongInput("-n \(trials): it must be 1 or more") }
        let isDescribed = file != nil || !description.isEmpty || !command.isEmpty
        guard isDescribed || studyName != nil else {
            throw CommandFailure.wrongInput("hone serve: name a study, or describe one as hone run takes it")
        }
        let store = try TrialStore(path: common.storePath, isDescribed ? .creating : .existing)
        let study = try await isDescribed ? begin(in: store) : store.study(named: studyName ?? "")
        let optimizer = try description.optimizers.optimizer(for: study.description)
        let failure = ServingFailure()
        let lease = try await store.acquireLease(of: study) { failure.note($0) }
        do {
            let settings = StudyService.Settings(patience: seconds, trials: trials ?? study.description.running.trials)
            let service = try await StudyService(
                store: store, study: study, lease: lease, optimizer: optimizer, settings: settings)
            try await serve(service, study, at: address, token, failure)
        } catch {
            await lease.release()
            throw error
        }
        await lease.release()
        await store.checkpoint()
    }

    private func serve(
        _ service: StudyService, _ study: StoredStudy, at address: ServerAddress, _ token: BearerToken?,
        _ failure: ServingFailure
    ) async throws {
        let server = try StudyServer(service, at: address, token: token)
        let isQuiet = common.quiet
        let isJSON = common.json
        let name = study.name
        let running = Task {
            try await server.run { port in
                let url = "http://\(address.isVersion6 ? "[\(address.host)]" : address.host):\(port)"
                if isJSON { try? Console.json(["serving": name, "url": url]) }
                if !isQuiet, !isJSON { Console.line("serving \(name) at \(url); workers: hone work \(url)") }
            }
        }
        let watch = InterruptWatch { count in
            service.end()
            if count > 1 { running.cancel() }
            // Workers hear of the end with their next word; then there is nothing left to wait for.
            Task {
                try? await Task.sleep(for: .seconds(1))
                await server.stop()
                running.cancel()
            }
        }
        defer { watch.stop() }
        let ending = Task {
            try await service.waitForEnd(or: failure)
            await server.stop()
            running.cancel()
        }
        defer { ending.cancel() }
        try await running.value
        if let error = failure.error { throw error }
    }

    private func begin(in store: TrialStore) async throws -> StoredStudy {
        var draft = try description.draft(file: file, command: command, seed: common.seed)
        if let studyName { draft.name = studyName }
        return try await StudyOpener(store: store, common: common, optimizers: description.optimizers).open(draft)
    }
}
