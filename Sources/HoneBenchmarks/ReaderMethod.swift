import Foundation
import Hone
import HoneCore
import HoneFineTuning
import HoneModelSearch
import HoneSearch
import HonePastTrials
import Synchronization

extension BenchmarkMethod {
    /// The reader's name among the methods.
    package static let readerName = "reader"

    /// The reader with the past tasks of a database; tasks on a task's own data are left out of these.
    ///
    /// - Parameters:
    ///   - allowsSeenDataset: whether a task may run whose dataset the reader saw with another program.
    ///   - database: nil for no past tasks.
    package static func reader(
        _ reader: LoadedReader, database: TrialDatabase?, allowsSeenDataset: Bool
    ) -> BenchmarkMethod {
        let record = reader.record
        return BenchmarkMethod(
            name: readerName,
            artefacts: { task, _ in
                if !allowsSeenDataset, record.saw(dataset: task.dataset) {
                    throw BenchmarkError.seen(
                        method: readerName, task: task.name, what: "the reader \(record.weightsHash.prefix(8))")
                }
                return Artefacts(adapter: record.weightsHash, database: record.snapshotHash)
            },
            makeOptimizer: { task, _ in
                let past = try database.map { try PastPrograms($0, leavingOut: task.identity.dataset) }
                // Asked once for the task, not for each suggestion.
                let tasks = try past?.tasks(like: task.study) ?? []
                return ReaderOptimizer(
                    readerName, model: reader.model, source: .finite(task.candidates), past: { _ in tasks })
            })
    }

    package static func readerPrior(
        _ name: String, _ reader: LoadedReader, database: TrialDatabase?, allowsSeenDataset: Bool
    ) -> BenchmarkMethod {
        let record = reader.record
        let shelf = database.map { FamilyShelf($0) }
        return BenchmarkMethod(
            name: name,
            artefacts: { task, _ in
                if !allowsSeenDataset, record.saw(dataset: task.dataset) {
                    throw BenchmarkError.seen(
                        method: readerName, task: task.name, what: "the reader \(record.weightsHash.prefix(8))")
                }
                return Artefacts(adapter: record.weightsHash, database: record.snapshotHash)
            },
            makeOptimizer: { task, _ in
                let families = try shelf?.families(task) ?? []
                var settings = JointOptimizer.Settings()
                for part in name.split(separator: "@").dropFirst() {
                    let key = part.prefix { $0.isLetter }
                    let v = Double(part.dropFirst(key.count)) ?? 0
                    switch key {
                    case "far": settings.farDoubt = v
                    case "near": settings.nearDoubt = v
                    case "most": settings.mostDoubt = v
                    case "tog": settings.hypotheses.togetherShare = v
                    case "surf": settings.hypotheses.surfaceShare = v
                    case "tail": settings.hypotheses.tailVariance = v
                    case "slope": settings.hypotheses.alone.mean = v
                    case "svar": settings.hypotheses.alone.variance = v
                    case "tslope": settings.hypotheses.together.mean = v
                    default: fatalError(name)
                    }
                }
                return JointOptimizer(
                    name, model: name.hasPrefix("transfer0") ? nil : ReaderPrior(reader.model), past: families, source: .finite(task.candidates), settings: settings)
            })
    }
}

final class FamilyShelf: Sendable {
    struct State { var entries: [PastTrialsSnapshot.Entry]?; var known: [String: [FamilySummary]] = [:] }
    let database: TrialDatabase
    let state = Mutex(State())
    let fits = PastFits()
    init(_ database: TrialDatabase) { self.database = database }
    func families(_ task: BenchmarkTask) throws -> [FamilySummary] {
        if let found = state.withLock({ $0.known[task.identity.name] }) { return found }
        let all = try state.withLock { state in
            if state.entries == nil { state.entries = try database.entries { _ in true } }
            return state.entries ?? []
        }
        let aliases = try database.aliases()
        let entries = all.filter { entry in
            guard ProgramMatch(task.study, entry.task).isUsable else { return false }
            if let d = entry.task.task.dataset, aliases.areSame(d, task.identity.dataset) { return false }
            return true
        }
        let families = Dictionary(grouping: entries, by: \.task.family).sorted { $0.key < $1.key }
            .flatMap { FamilySummary.groups($0.value, fits: fits) }
        state.withLock { $0.known[task.identity.name] = families }
        return families
    }
}
