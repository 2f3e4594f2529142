import Foundation
import HoneCore
import HoneFineTuning
import HoneLanguageModel
import HoneModelSearch
import HonePastTrials
import HoneSearch

/// Makes the optimiser that a study asks for, from what this machine has: weights and adapters in `HONE_HOME`.
public struct StudyOptimizers: Sendable {
    private let home: URL
    private let library: AdapterLibrary
    /// The adapter that the user named, by name or path.
    private let adapter: String?
    private let pastTasks: PastTaskLibrary
    private let readers: ReaderLibrary

    /// - Parameters:
    ///   - home: the folder of weights and adapters; nil for `HONE_HOME`.
    ///   - adapter: an adapter's name, or the path of its folder.
    ///   - database: the trial database whose tasks serve new studies; nil for `trials.db` in the home folder, or
    ///     `HONE_DATABASE`.
    public init(home: URL? = nil, adapter: String? = nil, database: String? = nil) {
        self.home = home ?? HoneHome.directory()
        let standard = home.map { $0.appendingPathComponent("trials.db").path } ?? TrialDatabase.defaultPath()
        pastTasks = PastTaskLibrary(home: self.home, databasePath: database ?? standard)
        library = AdapterLibrary(home: self.home)
        readers = ReaderLibrary(home: self.home)
        self.adapter = adapter
    }

    /// Whether the user named an adapter.
    public var namesAdapter: Bool { adapter != nil }

    /// Decides once, when a study is created, what `auto` stands for, and notes which adapter the suggestions depend on.
    ///
    /// - Throws: `OptimizerSetupError` if an adapter is asked for or needed and missing.
    public func resolve(_ study: inout StudyDescription) throws {
        if study.optimizer.name == OptimizerNames.reader { return try resolveReader(&study, named: adapter) }
        let folder = library.locate(adapter)
        if let adapter, folder == nil { throw OptimizerSetupError.noSuchAdapter(adapter, known: library.names) }
        // `random` and `gp` read nothing of it.
        let reads =
            [OptimizerNames.standard, OptimizerRegistry.transferName].contains(study.optimizer.name)
            || OptimizerRegistry.languageModelNames.contains(study.optimizer.name)
        let record = reads ? try folder.map(FineTuningRecord.init(contentsOf:)) : nil
        let own = try ownTasks(of: study, record)
        if study.optimizer.name == OptimizerNames.standard {
            let hasWeights = ModelCatalog.smolLM2.status(in: home) == .present
            study.optimizer.resolved = AutomaticChoice.resolve(
                study, adapter: record, past: own?.families ?? [], hasWeights: hasWeights)
        } else {
            study.optimizer.resolved = nil
        }
        study.optimizer.pastHash = nil
        if study.optimizer.effectiveName == OptimizerRegistry.transferName {
            try resolveTransfer(&study, own: own, record)
            return
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
        if study.optimizer.effectiveName == "lm", let own { study.optimizer.pastHash = try pastTasks.hash(of: own) }
    }

    /// Notes the reader that the suggestions depend on.
    private func resolveReader(_ study: inout StudyDescription, named name: String?) throws {
        guard let folder = readers.locate(name) else {
            throw OptimizerSetupError.readerNeeded(name, folder: readers.folder.path)
        }
        let record = try ReaderRecord(contentsOf: folder)
        study.optimizer.resolved = nil
        study.optimizer.pastHash = nil
        study.optimizer.adapterHash = record.weightsHash
        study.optimizer.databaseHash = record.snapshotHash
    }

    /// The reader that the study was begun with, whatever it is called now.
    private func reader(for study: StudyDescription) throws -> LoadedReader {
        let candidates =
            [readers.locate(adapter), readers.locate()].compactMap(\.self)
            + readers.names.compactMap { readers.locate($0) }
        guard let first = candidates.first else {
            throw OptimizerSetupError.readerNeeded(nil, folder: readers.folder.path)
        }
        var folder = first
        if let wanted = study.optimizer.adapterHash, !wanted.isEmpty {
            guard let found = candidates.first(where: { (try? ReaderRecord(contentsOf: $0))?.weightsHash == wanted })
            else {
                throw OptimizerSetupError.otherReader(study: study.name, hash: wanted, folder: readers.folder.path)
            }
            folder = found
        }
        return try LoadedReader(
            folder: folder, baseModel: ModelCatalog.smolLM2.url(in: home),
            scoreFolder: LoadedAdapter.scoreFolder(in: home))
    }

    /// The tasks of the trial database that are like the study and that the adapter has not seen. A database that cannot be
    /// read keeps nobody from running a study that does not ask for it.
    private func ownTasks(of study: StudyDescription, _ record: FineTuningRecord?) throws -> PastTaskLibrary.Selection?
    {
        switch study.optimizer.name {
        case OptimizerRegistry.transferName: return try pastTasks.selection(for: study, besides: record)
        case OptimizerNames.standard, "lm": return try? pastTasks.selection(for: study, besides: record)
        default: return nil
        }
    }

    /// Notes the past tasks that the study learns from: its suggestions depend on them, and on no adapter's weights.
    private func resolveTransfer(
        _ study: inout StudyDescription, own: PastTaskLibrary.Selection?, _ record: FineTuningRecord?
    ) throws {
        let candidates = (own?.families ?? []) + (record?.families ?? [])
        let families = candidates.filter { ProgramMatch(study, $0).isUsable }
        guard PastKnowledge(study, families: families) != nil else {
            study.optimizer.resolved = .init(
                name: "gp", reason: "transfer has no past task that matches this study")
            return
        }
        let selection = PastTaskLibrary.Selection(
            snapshotHash: own?.snapshotHash ?? record?.snapshotHash ?? "", families: families)
        study.optimizer.databaseHash = selection.snapshotHash
        study.optimizer.pastHash = try pastTasks.hash(of: selection)
    }

    /// The past tasks that a study was begun with.
    ///
    /// - Throws: `OptimizerSetupError.otherPast` where they are not at hand.
    private func pastFamilies(of study: StudyDescription) throws -> [FamilySummary] {
        guard let hash = study.optimizer.pastHash else { return [] }
        if pastTasks.selection(hash) == nil {
            // Not written down yet, or lost: the database may still hold the same.
            var again = study
            again.optimizer = OptimizerChoice(name: study.optimizer.effectiveName)
            try resolve(&again)
        }
        guard let selection = pastTasks.selection(hash) else {
            throw OptimizerSetupError.otherPast(study: study.name, hash: hash, folder: pastTasks.folder.path)
        }
        try pastTasks.keep(selection, hash: hash)
        return selection.families
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
        if study.optimizer.effectiveName == OptimizerNames.reader {
            return ReaderOptimizer(OptimizerNames.reader, model: try reader(for: study).model)
        }
        var registry = OptimizerRegistry()
        if OptimizerRegistry.languageModelNames.contains(study.optimizer.effectiveName) {
            let folder = try folder(for: study)
            let loaded = try LoadedAdapter(
                folder: folder, baseModel: try ModelLibrary(home: home).base(of: Self.card(in: folder)),
                scoreFolder: LoadedAdapter.scoreFolder(in: home))
            registry.register(loaded.prior, past: try pastFamilies(of: study), progress: progress)
        } else if study.optimizer.effectiveName == OptimizerRegistry.transferName {
            registry.register(past: try pastFamilies(of: study))
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
