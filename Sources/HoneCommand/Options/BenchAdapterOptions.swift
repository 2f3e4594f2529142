import ArgumentParser
import Foundation
import Hone
import HoneBenchmarks
import HoneLanguageModel

/// Where a benchmark finds the adapters of the methods that ask a language model.
struct BenchAdapterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The adapter of lm and lm-only: a name or a folder. Tasks whose dataset it saw are refused.",
            valueName: "adapter"))
    var adapter: String?

    @Option(
        help: ArgumentHelp(
            "A folder of adapters fold0-draw0, fold0-draw1 and so on: each table is run with the one that left out its fold.",
            valueName: "folder"),
        completion: .directory)
    var adapters: String?

    @Option(
        help: ArgumentHelp(
            "Use this draw's adapters for every seed (else seed s uses draw s).", valueName: "number"))
    var draw: Int?

    @Option(help: ArgumentHelp("The reader of the method reader: a name or a folder.", valueName: "reader"))
    var reader: String?

    @Flag(help: "Let the reader run on datasets of which it saw trials of other programs.")
    var allowSeenDataset = false

    @Option(
        help: ArgumentHelp(
            "The trial database whose past tasks the reader is told of (default: none).", valueName: "file"),
        completion: .file(extensions: ["db"]))
    var past: String?

    @Option(
        help: ArgumentHelp("Folds and draws, for --adapters.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var splits = "Benchmarks/yardstick/splits.json"

    /// - Parameter workers: tasks at a time.
    func method(_ name: String, workers: Int) throws -> BenchmarkMethod {
        if name == "transfer" {
            guard adapter == nil, adapters == nil else { return .transfer(adapters: try choice(of: name)) }
            return .transfer(database: try TrialDatabase(path: TrialDatabase.defaultPath(), creates: false))
        }
        if name == BenchmarkMethod.readerName || name.hasPrefix("rp") || name.hasPrefix("transfer0") { return try readerMethod(name) }
        guard BenchmarkMethod.languageModelNames.contains(name) else { return try BenchmarkMethod.registered(name) }
        return .languageModel(
            name, adapters: try choice(of: name), baseModel: try ModelCatalog.smolLM2.locate(), workers: workers)
    }

    private func readerMethod(_ name: String) throws -> BenchmarkMethod {
        guard let folder = ReaderLibrary.standard.locate(reader) else {
            throw CommandFailure.wrongInput(
                "--methods reader: there is no reader\(reader.map { " \($0)" } ?? "")\n  Train one: hone finetune --surrogate reader"
            )
        }
        // Nothing stays on the disk: a benchmark's seconds shall not depend on what ran before it.
        let loaded = try LoadedReader(folder: folder, baseModel: try ModelCatalog.smolLM2.locate(), scoreFolder: nil)
        let database = try past.map { try TrialDatabase(path: $0, creates: false) }
        if name != BenchmarkMethod.readerName { return .readerPrior(name, loaded, database: database, allowsSeenDataset: allowSeenDataset) }
        return .reader(loaded, database: database, allowsSeenDataset: allowSeenDataset)
    }

    private func choice(of name: String) throws -> AdapterChoice {
        switch (adapter, adapters) {
        case (let adapter?, nil):
            guard let folder = AdapterLibrary.standard.locate(adapter) else {
                throw CommandFailure.wrongInput(
                    "--adapter \(adapter): there is no adapter of that name, and no folder with one\n  See: hone model list"
                )
            }
            return .one(folder)
        case (nil, let folder?):
            return .folds(
                in: URL(fileURLWithPath: folder, isDirectory: true), splits: try TableSplits(path: splits), draw: draw)
        case (nil, nil):
            throw CommandFailure.wrongInput(
                "--methods \(name): it needs an adapter that has not seen the tasks: --adapters FOLDER or --adapter NAME"
            )
        case (_?, _?): throw CommandFailure.wrongInput("--adapter and --adapters: give one of the two")
        }
    }
}
