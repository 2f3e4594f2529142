import HoneBase
import HoneCore
import HoneNumerics
import HonePastTrials
import HoneReader
import HoneSearch

/// What a reader learns from a user's own trials, and the task of the user's own that it is judged by.
///
///     let plan = try LearningPlan(database.snapshot(), aliases: database.aliases(), seed: 0)
///     print(plan.own.count, plan.heldOut.task.id)
///
/// One of the user's tasks is held out: one whose program others of the user's tasks share, if there is one, because that is
/// what a next study will be. With it goes every task on the same data. Of a single task a third of the trials is held out
/// instead, which is easier than a new task, and is said.
package struct LearningPlan: Sendable {
    /// What is trained on: the user's other tasks, and some of other people's, so that nothing is forgotten.
    package let snapshot: PastTrialsSnapshot
    /// The user's tasks among them.
    package let own: [PastTrialsSnapshot.Entry]
    /// What the result is judged by.
    package let heldOut: PastTrialsSnapshot.Entry
    /// Whether the held-out trials are a part of a task that is trained on.
    package let isPart: Bool

    /// Trials with a value that a task needs to be learnt from or judged by.
    package static let fewestTrials = 10
    /// Trials that a single task needs, of which a part is held out.
    package static let fewestOfOne = 20
    /// Of other people's programs so many are kept: reading the names of all would take longer than learning.
    static let mostOthers = 100
    /// How often an example is of a program of the user's.
    private static let ownShare = 0.75
    /// Every so manieth trial of a single task is held out, and of a short one.
    private static let partOfOne = 3
    private static let partOfFew = 2

    /// - Parameters:
    ///   - whole: the trial database.
    ///   - wanted: the id of the task to hold out; drawn by seed if nil.
    /// - Throws: `LearningError`: there is nothing of the user's own to learn from, or no such task.
    package init(
        _ whole: PastTrialsSnapshot, aliases: DatasetAliases, holdingOut wanted: String? = nil, seed: UInt64
    ) throws(LearningError) {
        let all = whole.entries.filter { $0.task.isOwn && Self.saysSomething($0) }
        guard let first = all.first else {
            throw .nothingOwn(tasks: whole.entries.count { $0.task.isOwn }, fewest: Self.fewestTrials)
        }
        if let wanted, !all.contains(where: { $0.task.id == wanted }) {
            throw .noSuchTask(wanted, known: all.map(\.task.id))
        }
        guard all.count > 1 else {
            guard first.trials.count >= Self.fewestOfOne else {
                throw .nothingOwn(tasks: 1, fewest: Self.fewestOfOne)
            }
            let (kept, held) = Self.split(first)
            isPart = true
            heldOut = held
            own = [kept]
            snapshot = Self.withoutMost(of: whole.replacing(first.task.id, with: kept), besides: own)
            return
        }
        let chosen =
            wanted.flatMap { id in all.first { $0.task.id == id } } ?? Self.draw(all, aliases: aliases, seed: seed)
        let out = Set(whole.entries.filter { Self.isOnSameData($0.task, chosen.task, aliases) }.map(\.task.id))
        isPart = false
        heldOut = chosen
        own = all.filter { !out.contains($0.task.id) }
        snapshot = Self.withoutMost(of: whole.leavingOut(tasks: out), besides: own)
        guard !own.isEmpty else { throw .oneDataset(chosen.task.task.dataset ?? chosen.task.id) }
    }

    /// The user's programs are drawn three times out of four.
    package var favoured: SamplingRecipe.Favoured {
        SamplingRecipe.Favoured(families: Set(own.map(\.task.family)).sorted(), share: Self.ownShare)
    }

    /// The snapshot with what is the user's own or of the same families, and with some other programs, which hashes of their names
    /// choose: the same ones every time.
    private static func withoutMost(of snapshot: PastTrialsSnapshot, besides own: [PastTrialsSnapshot.Entry])
        -> PastTrialsSnapshot
    {
        let families = Set(own.map(\.task.family))
        let others = snapshot.entries.filter { !$0.task.isOwn && !families.contains($0.task.family) }
        let programs = Set(others.map { program($0.task) })
        guard programs.count > mostOthers else { return snapshot }
        let kept = Set(
            programs.map { (place: SHA256.hash(of: Array($0.utf8)).hexadecimal, name: $0) }
                .sorted { $0.place < $1.place }.prefix(mostOthers).map(\.name))
        return snapshot.leavingOut(
            tasks: Set(others.filter { !kept.contains(program($0.task)) }.map(\.task.id)),
            saying: "all but \(mostOthers) of other people's programs")
    }

    private static func program(_ task: PastTask) -> String { task.task.model ?? task.family }

    /// Whether a task has enough values, and not all of them equal.
    private static func saysSomething(_ entry: PastTrialsSnapshot.Entry) -> Bool {
        let values = entry.trials.filter { $0.state == .complete }.compactMap(\.value).filter(\.isFinite)
        return values.count >= fewestTrials && Set(values).count > 1
    }

    /// Of the program with the most tasks on other data; the seed decides among equals.
    private static func draw(_ tasks: [PastTrialsSnapshot.Entry], aliases: DatasetAliases, seed: UInt64)
        -> PastTrialsSnapshot.Entry
    {
        let kin = tasks.map { entry in
            tasks.count {
                $0.task.family == entry.task.family && !isOnSameData($0.task, entry.task, aliases)
            }
        }
        let most = kin.max() ?? 0
        let candidates = tasks.indices.filter { kin[$0] == most }
        var generator = SeededGenerator(seed: seed).fork("hold out")
        return tasks[candidates[generator.integer(below: candidates.count)]]
    }

    /// The same task, or another one on the same data.
    private static func isOnSameData(_ one: PastTask, _ other: PastTask, _ aliases: DatasetAliases) -> Bool {
        if one.id == other.id { return true }
        if let a = one.fingerprint, let b = other.fingerprint, a == b { return true }
        guard let a = one.task.dataset, let b = other.task.dataset else { return false }
        return aliases.areSame(a, b)
    }

    private static func split(_ entry: PastTrialsSnapshot.Entry)
        -> (kept: PastTrialsSnapshot.Entry, held: PastTrialsSnapshot.Entry)
    {
        let part = entry.trials.count >= fewestOfOne * 3 / 2 ? partOfOne : partOfFew
        var kept = entry
        var held = entry
        kept.trials = entry.trials.indices.filter { $0 % part != 0 }.map { entry.trials[$0] }
        held.trials = entry.trials.indices.filter { $0 % part == 0 }.map { entry.trials[$0] }
        return (kept, held)
    }
}
