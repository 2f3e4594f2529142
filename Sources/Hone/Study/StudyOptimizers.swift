import Foundation
import HoneCore
import HoneFineTuning
import HoneLanguageModel
import HoneModelSearch
import HoneSearch

/// Makes the optimiser that a study asks for, from what this machine has: weights and adapters in `HONE_HOME`.
public struct StudyOptimizers: Sendable {
    private let home: URL
    private let library: AdapterLibrary
    /// The adapter that the user named, by name or path.
    private let adapter: String?

    public init(home: URL? = nil, adapter: String? = nil) {
        self.home = home ?? HoneHome.directory()
        library = AdapterLibrary(home: self.home)
        self.adapter = adapter
    }

    /// Whether the user named an adapter.
    public var namesAdapter: Bool { adapter != nil }

    /// Decides once, when a study is created, what `auto` stands for, and notes which adapter the suggestions depend on.
    ///
    /// - Throws: `OptimizerSetupError` if an adapter is asked for or needed and missing.
    public func resolve(_ study: inout StudyDescription) throws {
        let folder = library.locate(adapter)
        if let adapter, folder == nil { throw OptimizerSetupError.noSuchAdapter(adapter, known: library.names) }
        let record = try folder.map(FineTuningRecord.init(contentsOf:))
        if study.optimizer.name == OptimizerNames.standard {
            let weights = ModelCatalog.smolLM2.status(in: home)
            if record != nil, weights != .present {
                study.optimizer.resolved = .init(
                    name: "gp", reason: "the language model's weights are missing; make setup fetches them")
            } else {
                study.optimizer.resolved = AutomaticChoice.resolve(study, adapter: record)
            }
        }
        guard OptimizerRegistry.languageModelNames.contains(study.optimizer.effectiveName) else {
            if let adapter, study.optimizer.name != OptimizerNames.standard {
                throw OptimizerSetupError.needsNoAdapter(study.optimizer.name, adapter: adapter)
            }
            return
        }
        guard let folder, let record else {
            throw OptimizerSetupError.adapterNeeded(study.optimizer.effectiveName, folder: library.folder.path)
        }
        study.optimizer.adapterHash = try Self.card(in: folder).weightsHash
        study.optimizer.databaseHash = record.snapshotHash
    }

    /// Whether making the study's optimiser takes a moment, because weights are loaded.
    public func loadsWeights(for study: StudyDescription) -> Bool {
        OptimizerRegistry.languageModelNames.contains(study.optimizer.effectiveName)
    }

    /// The study's optimiser.
    ///
    /// - Parameter progress: told while candidates go through the language model: done, of how many.
    /// - Throws: `OptimizerSetupError` if the study's adapter is not on this machine, `ModelFileError` if weights or adapter
    ///   are missing or damaged.
    public func optimizer(for study: StudyDescription, progress: (@Sendable (Int, Int) -> Void)? = nil) throws
        -> any Optimizer
    {
        var registry = OptimizerRegistry()
        if OptimizerRegistry.languageModelNames.contains(study.optimizer.effectiveName) {
            let folder = try folder(for: study)
            let loaded = try LoadedAdapter(
                folder: folder, baseModel: try ModelLibrary(home: home).base(of: Self.card(in: folder)),
                scoreFolder: LoadedAdapter.scoreFolder(in: home))
            registry.register(loaded.prior, progress: progress)
        }
        return try registry.optimizer(for: study)
    }

    /// The folder of the adapter that the study was begun with, whatever it is called now.
    private func folder(for study: StudyDescription) throws -> URL {
        let candidates = [library.locate(adapter)].compactMap(\.self) + library.names.compactMap { library.locate($0) }
        guard let wanted = study.optimizer.adapterHash, !wanted.isEmpty else {
            guard let first = candidates.first else {
                throw OptimizerSetupError.adapterNeeded(study.optimizer.effectiveName, folder: library.folder.path)
            }
            return first
        }
        // An adapter whose card is damaged is simply not the one.
        if let found = candidates.first(where: { (try? Self.card(in: $0).weightsHash) == wanted }) { return found }
        throw OptimizerSetupError.otherAdapter(study: study.name, hash: wanted, folder: library.folder.path)
    }

    private static func card(in folder: URL) throws -> AdapterCard {
        let url = folder.appendingPathComponent("card.json")
        do {
            return try JSONDecoder().decode(AdapterCard.self, from: Data(contentsOf: url))
        } catch {
            throw OptimizerSetupError.damagedCard(path: url.path)
        }
    }
}
