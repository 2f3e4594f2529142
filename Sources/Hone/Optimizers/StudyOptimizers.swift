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
    private let library: SurrogateLibrary
    /// The reader or adapter that the user named, by name or path.
    private let adapter: String?
    private let pastTasks: PastTaskLibrary

    /// - Parameters:
    ///   - home: the folder of weights, readers and adapters; nil for `HONE_HOME`.
    ///   - adapter: the name of a reader or an adapter, or the path of its folder.
    ///   - database: the trial database whose tasks serve new studies; nil for `trials.db` in the home folder, or
    ///     `HONE_DATABASE`.
    public init(home: URL? = nil, adapter: String? = nil, database: String? = nil) {
        self.home = home ?? HoneHome.directory()
        let standard = home.map { $0.appendingPathComponent("trials.db").path } ?? TrialDatabase.defaultPath()
        pastTasks = PastTaskLibrary(home: self.home, databasePath: database ?? standard)
        library = SurrogateLibrary(home: self.home)
        self.adapter = adapter
    }

    /// Whether the user named a reader or an adapter.
    public var namesAdapter: Bool { adapter != nil }

    /// Decides once, when a study is created, what `auto` stands for, and notes which weights and past tasks the suggestions
    /// depend on.
    ///
    /// - Throws: `OptimizerSetupError` if a reader or adapter is asked for or needed and missing.
    public func resolve(_ study: inout StudyDescription) throws {
        // `random` and `gp` read nothing of it.
        let reads =
            [OptimizerNames.standard, OptimizerNames.reader, OptimizerRegistry.transferName]
            .contains(study.optimizer.name)
            || OptimizerRegistry.languageModelNames.contains(study.optimizer.name)
        let surrogate = reads || adapter != nil ? try library.find(adapter) : nil
        if let adapter, surrogate == nil { throw OptimizerSetupError.noSuchAdapter(adapter, known: library.names) }
        let own = try ownTasks(of: study, surrogate?.rows)
        study.optimizer.resolved =
            study.optimizer.name == OptimizerNames.standard ? automatic(study, surrogate, own) : nil
        study.optimizer.pastHash = nil
        let name = study.optimizer.effectiveName
        if name == OptimizerRegistry.transferName {
            try resolveTransfer(&study, own: own, surrogate?.rows)
            return
        }
        guard name == OptimizerNames.reader || OptimizerRegistry.languageModelNames.contains(name) else {
            if let adapter, study.optimizer.name != OptimizerNames.standard {
                throw OptimizerSetupError.needsNoAdapter(study.optimizer.name, adapter: adapter)
            }
            return
        }
        guard let surrogate else {
            throw OptimizerSetupError.adapterNeeded(name, folder: library.readers.folder.path)
        }
        if name == OptimizerNames.reader, surrogate.rows != nil {
            throw OptimizerSetupError.readerNeeded(adapter, folder: library.readers.folder.path)
        }
        study.optimizer.adapterHash = surrogate.hash
        study.optimizer.databaseHash = surrogate.snapshotHash
        if name == "lm", let own { study.optimizer.pastHash = try pastTasks.hash(of: own) }
    }

    private func automatic(
        _ study: StudyDescription, _ surrogate: Surrogate?, _ own: PastTaskLibrary.Selection?
    ) -> OptimizerChoice.Resolution {
        let hasWeights = ModelCatalog.smolLM2.status(in: home) == .present
        let past = own?.families ?? []
        if case .reader(_, let record) = surrogate {
            return AutomaticChoice.resolve(study, reader: record, past: past, hasWeights: hasWeights)
        }
        return AutomaticChoice.resolve(study, adapter: surrogate?.rows, past: past, hasWeights: hasWeights)
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
        let name = study.optimizer.effectiveName
        return name == OptimizerNames.reader || OptimizerRegistry.languageModelNames.contains(name)
    }

    /// The study's optimiser.
    ///
    /// - Parameter progress: told while candidates go through the language model: done, of how many.
    /// - Throws: `OptimizerSetupError` if the study's reader or adapter is not on this machine, `ModelFileError` if weights
    ///   are missing or damaged.
    public func optimizer(for study: StudyDescription, progress: (@Sendable (Int, Int) -> Void)? = nil) throws
        -> any Optimizer
    {
        var registry = OptimizerRegistry()
        if loadsWeights(for: study) {
            switch try surrogate(of: study) {
            case .reader(let folder, _):
                let loaded = try LoadedReader(
                    folder: folder, baseModel: ModelCatalog.smolLM2.url(in: home),
                    scoreFolder: LoadedAdapter.scoreFolder(in: home))
                if study.optimizer.effectiveName == OptimizerNames.reader {
                    return ReaderOptimizer(OptimizerNames.reader, model: loaded.model)
                }
                registry.register(loaded.prior, past: try pastFamilies(of: study), progress: progress)
            case .rows(let folder, _, _):
                let loaded = try LoadedAdapter(
                    folder: folder, baseModel: try ModelLibrary(home: home).base(of: Adapter.card(in: folder)),
                    scoreFolder: LoadedAdapter.scoreFolder(in: home))
                registry.register(loaded.prior, past: try pastFamilies(of: study), progress: progress)
            }
        } else if study.optimizer.effectiveName == OptimizerRegistry.transferName {
            registry.register(past: try pastFamilies(of: study))
        }
        return try registry.optimizer(for: study)
    }

    /// The reader or adapter that the study was begun with, whatever it is called now.
    private func surrogate(of study: StudyDescription) throws -> Surrogate {
        let folder = library.readers.folder.deletingLastPathComponent().path
        guard let wanted = study.optimizer.adapterHash, !wanted.isEmpty else {
            guard let first = try library.find(adapter) else {
                throw OptimizerSetupError.adapterNeeded(study.optimizer.effectiveName, folder: folder)
            }
            return first
        }
        guard let found = library.find(hash: wanted, named: adapter) else {
            throw OptimizerSetupError.otherAdapter(study: study.name, hash: wanted, folder: folder)
        }
        return found
    }
}
