import Foundation
import Hone
import HoneCore
import HoneModelSearch
import HoneSearch
import Synchronization

/// What is known of one task's program: past tasks that match it, and what methods make of them. A class because that is made
/// when it is first asked for, and kept.
package final class TaskPast: Sendable {
    /// What a run says where there is nothing to learn from.
    static let none = "no past task of this program; gp"

    /// Past tasks of the same program, its data left out, with their trials.
    package let entries: [PastTrialsSnapshot.Entry]
    /// Of these, those of databases.
    private let stored: [PastTrialsSnapshot.Entry]
    private let study: StudyDescription
    /// Of an adapter that has not seen the task's data; nil for none.
    private let record: FineTuningRecord?
    private let shelf: SummaryShelf
    private let made = Mutex(Made())

    private struct Made {
        var own: [FamilySummary]?
        var transfer: JointOptimizer?
        var reading: JointOptimizer?
    }

    /// - Parameters:
    ///   - entries: that match the study and are on other data.
    ///   - record: of an adapter that has not seen the task's data.
    init(
        _ entries: [PastTrialsSnapshot.Entry], study: StudyDescription, record: FineTuningRecord?, shelf: SummaryShelf
    ) {
        stored = entries
        self.entries = entries + (record?.families.flatMap { $0.entries(like: study, besides: entries) } ?? [])
        self.study = study
        self.record = record
        self.shelf = shelf
    }

    /// The families of the databases' tasks that the adapter does not know, as `hone run` has them for `lm`.
    var ownFamilies: [FamilySummary] {
        if let found = made.withLock({ $0.own }) { return found }
        let own = shelf.summaries(stored.filter { record?.covers($0.task) != true })
        made.withLock { $0.own = own }
        return own
    }

    /// These and those that the adapter keeps, as `hone run` has them for `transfer`.
    package var families: [FamilySummary] {
        ownFamilies + (record?.families ?? []).filter { ProgramMatch(study, $0).isUsable }
    }

    /// `lm` with a reader and these families: names are read and surfaces drawn once for all seeds.
    func reading(_ task: BenchmarkTask, _ model: @autoclosure () -> ReaderPrior) -> JointOptimizer {
        if let found = made.withLock({ $0.reading }) { return found }
        let new = JointOptimizer("lm", model: model(), past: families, source: task.source)
        made.withLock { $0.reading = new }
        return new
    }

    /// `transfer` with these families, its surfaces drawn once for all seeds.
    func transfer(_ task: BenchmarkTask) -> JointOptimizer {
        if let found = made.withLock({ $0.transfer }) { return found }
        let new = JointOptimizer(
            OptimizerRegistry.transferName, model: nil, past: families, source: task.source)
        made.withLock { $0.transfer = new }
        return new
    }
}

/// Summaries of families, which take a fit a task: made once for all tasks of a program that are on data that no past task is
/// on. A class because of this.
final class SummaryShelf: Sendable {
    private let known = Mutex<[[String]: [FamilySummary]]>([:])
    private let fits = PastFits()
    private static let most = 64

    func summaries(_ entries: [PastTrialsSnapshot.Entry]) -> [FamilySummary] {
        guard !entries.isEmpty else { return [] }
        let key = entries.map(\.task.id)
        if let found = known.withLock({ $0[key] }) { return found }
        let new = Dictionary(grouping: entries, by: \.task.family).sorted { $0.key < $1.key }
            .flatMap { FamilySummary.groups($0.value, fits: fits) }
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[key] = new
        }
        return new
    }
}
