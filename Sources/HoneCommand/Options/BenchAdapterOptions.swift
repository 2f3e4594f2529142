import ArgumentParser
import Foundation
import Hone
import HoneBenchmarks
import HoneLanguageModel

/// What a benchmark's methods read: adapters, a reader, past tasks.
struct BenchAdapterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The reader or adapter of lm and lm-only: a name or a folder (default: the one that hone run uses). Tasks whose dataset it saw are refused.",
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

    @Flag(help: "Let methods run on datasets of which what they read saw trials.")
    var allowSeenDataset = false

    @Option(
        help: ArgumentHelp(
            "A trial database, or a file that hone db import takes: the past tasks of all methods (default: trials.db, programs.db and the adapter's, as installed).",
            valueName: "file"),
        completion: .file())
    var past: String?

    @Option(
        help: ArgumentHelp("Folds and draws, for --adapters.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var splits = "Benchmarks/yardstick/splits.json"

    /// The methods that can be named.
    static let methodNames = OptimizerNames.available + Opponent.allCases.map(\.rawValue)

    /// The methods of these names; their past is read once.
    ///
    /// - Parameter workers: tasks at a time.
    func methods(_ names: [String], workers: Int) throws -> [BenchmarkMethod] {
        let past = try names.contains(where: readsPast) ? readPast() : nil
        let opponents = past.map(OpponentLibrary.init)
        return try names.map { name in
            if let opponent = Opponent(rawValue: name), let opponents {
                return .opponent(opponent, library: opponents)
            }
            return try method(name, past: past, workers: workers)
        }
    }

    /// Adapters that are named bring their own past tasks, as measurements with folds need them.
    private var keepsToAdapters: Bool {
        past == nil && readerFolder == nil && (adapter != nil || adapters != nil)
    }

    /// The reader that lm asks; nil where an adapter of rows is named.
    private var readerFolder: URL? { adapters == nil ? ReaderLibrary.standard.locate(adapter) : nil }

    private func readsPast(_ name: String) -> Bool {
        if Opponent(rawValue: name) != nil || name == OptimizerNames.standard { return true }
        return !keepsToAdapters
            && (name == OptimizerRegistry.transferName || BenchmarkMethod.languageModelNames.contains(name))
    }

    private func readPast() throws -> BenchmarkPast {
        if let past { return try .file(past) }
        return try .installed(adapter: readerFolder == nil ? AdapterLibrary.standard.locate(adapter) : nil)
    }

    private func method(_ name: String, past: BenchmarkPast?, workers: Int) throws -> BenchmarkMethod {
        let isReading = name == BenchmarkMethod.readerName || BenchmarkMethod.languageModelNames.contains(name)
        if isReading, let folder = readerFolder { return try readerMethod(name, folder, past: past) }
        if name == BenchmarkMethod.readerName {
            throw CommandFailure.wrongInput(
                "--methods reader: there is no reader\(adapter.map { " \($0)" } ?? "")\n  Train one: hone finetune --surrogate reader"
            )
        }
        if name == OptimizerRegistry.transferName {
            guard let past, !keepsToAdapters else {
                return .transfer(adapters: try choice(of: name), allowsSeenDataset: allowSeenDataset)
            }
            return .transfer(past: past)
        }
        if name == OptimizerNames.standard, let past { return try automatic(past: past, workers: workers) }
        guard BenchmarkMethod.languageModelNames.contains(name) else { return try BenchmarkMethod.registered(name) }
        return .languageModel(
            name, adapters: try choice(of: name), baseModel: try ModelCatalog.smolLM2.locate(), workers: workers,
            past: keepsToAdapters ? nil : past, allowsSeenDataset: allowSeenDataset)
    }

    private func automatic(past: BenchmarkPast, workers: Int) throws -> BenchmarkMethod {
        let made = MadeMethods { name in try method(name, past: past, workers: workers) }
        let hasWeights = ModelCatalog.smolLM2.status(in: HoneHome.directory()) == .present
        if let readerFolder {
            let record = try ReaderRecord(contentsOf: readerFolder)
            return .automatic(
                past: past,
                resolve: { AutomaticChoice.resolve($0, reader: record, past: $1, hasWeights: hasWeights) },
                method: made.method)
        }
        let record = try AdapterLibrary.standard.locate(adapter).map(FineTuningRecord.init(contentsOf:))
        return .automatic(
            past: past, resolve: { AutomaticChoice.resolve($0, adapter: record, past: $1, hasWeights: hasWeights) },
            method: made.method)
    }

    private func readerMethod(_ name: String, _ folder: URL, past: BenchmarkPast?) throws -> BenchmarkMethod {
        // Nothing stays on the disk: a benchmark's seconds shall not depend on what ran before it.
        let loaded = try LoadedReader(folder: folder, baseModel: try ModelCatalog.smolLM2.locate(), scoreFolder: nil)
        return .reading(name, loaded, past: past, allowsSeenDataset: allowSeenDataset)
    }

    private func choice(of name: String) throws -> AdapterChoice {
        switch (adapter, adapters) {
        case (nil, let folder?):
            return .folds(
                in: URL(fileURLWithPath: folder, isDirectory: true), splits: try TableSplits(path: splits), draw: draw)
        case (_?, _?): throw CommandFailure.wrongInput("--adapter and --adapters: give one of the two")
        case (let adapter, nil):
            guard let folder = AdapterLibrary.standard.locate(adapter) else {
                throw CommandFailure.wrongInput(
                    adapter.map {
                        "--adapter \($0): there is no adapter of that name, and no folder with one\n  See: hone model list"
                    } ?? "--methods \(name): there is no adapter\n  Run make setup, or name one: --adapter NAME")
            }
            return .one(folder)
        }
    }
}
