import ArgumentParser
import Foundation
import Hone
import HoneCore
import HoneLanguageModel

struct PredictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Ask the language model where configurations of a study stand, without running anything.",
        discussion: """
            Prints one JSON object a candidate: the expected place among all trials of such a task (0 the best, 1 the
            worst) with its interval and density, and the objective's value where past tasks tell its unit. A line of the
            candidates file is a configuration such as {"lr": 0.01, "width": 64}.
            """)

    @Option(
        help: ArgumentHelp(
            "The name or folder of a reader or an adapter (default: what hone learn made, else the reader that ships with Hone).",
            valueName: "name"))
    var adapter: String?

    @Argument(
        help: ArgumentHelp("The file that describes the study.", valueName: "study.yaml"),
        completion: .file(extensions: ["yaml", "yml"]))
    var study: String

    @Argument(
        help: ArgumentHelp("Configurations as JSON lines; - for standard input.", valueName: "candidates.jsonl"),
        completion: .file(extensions: ["jsonl"]))
    var candidates: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let description = try StudyFile.read(path: study).build()
        let configurations = try read(description.space)
        if let folder = ReaderLibrary.standard.locate(adapter) {
            let loaded = try LoadedReader(
                folder: folder, baseModel: try ModelCatalog.smolLM2.locate(),
                scoreFolder: LoadedAdapter.scoreFolder(in: HoneHome.directory()))
            for prediction in try await loaded.predict(configurations, for: description) {
                try Console.json(prediction)
            }
            return
        }
        guard let folder = AdapterLibrary.standard.locate(adapter) else {
            let known = AdapterLibrary.standard.names + ReaderLibrary.standard.names
            throw CommandFailure.wrongInput(
                adapter.map {
                    "--adapter \($0): there is no reader or adapter of this name or in this folder"
                        + NearestName.hint(for: $0, among: known)
                }
                    ?? "no reader is installed; run make setup or hone finetune --surrogate reader, or name a folder with --adapter"
            )
        }
        let home = HoneHome.directory()
        let loaded = try LoadedAdapter(
            folder: folder, baseModel: try ModelLibrary(home: home).base(of: Adapter.card(in: folder)),
            scoreFolder: LoadedAdapter.scoreFolder(in: home))
        for prediction in try await loaded.predict(configurations, for: description) { try Console.json(prediction) }
    }

    private func read(_ space: SearchSpace) throws -> [Configuration] {
        let data: Data
        do {
            data =
                candidates == "-"
                ? FileHandle.standardInput.readDataToEndOfFile()
                : try Data(contentsOf: URL(fileURLWithPath: candidates))
        } catch {
            throw CommandFailure.wrongInput("\(candidates): cannot be read: \(error.localizedDescription)")
        }
        var configurations: [Configuration] = []
        for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        where line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
            let place = "\(candidates):\(index + 1)"
            let read: Configuration
            do {
                read = try Configuration(json: line)
            } catch {
                throw CommandFailure.wrongInput(
                    "\(place): it is no JSON object of parameters and values (\(error)); write {\"lr\": 0.01}")
            }
            do {
                configurations.append(try space.canonical(read))
            } catch {
                throw CommandFailure.wrongInput("\(place): \(error)")
            }
        }
        guard !configurations.isEmpty else {
            throw CommandFailure.wrongInput("\(candidates): it holds no configuration; write one JSON object a line")
        }
        return configurations
    }
}
