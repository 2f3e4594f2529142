import Hone
import HoneCore
import HoneNumerics
import HoneSearch
import Synchronization

/// The past tasks of a program in a task's own space, with what the opponents make of them. A class because that is made once.
final class OpponentPast: Sendable {
    /// The most alike first.
    let tasks: [PlacedTask]
    let encoder: FeatureEncoder
    /// Those that are looked at: of a long list a part, drawn once, with the default.
    let candidates: FiniteCandidates
    /// The mean over the most alike tasks of those that are most probable for each.
    let hyperparameters: GaussianProcess.Hyperparameters
    private let made = Mutex<Made?>(nil)

    /// One of each a task.
    struct Made {
        var surfaces: [SourceProcess] = []
        var regrets: [[Double]] = []
        var distances: [Double] = []
    }

    /// Tasks that are used, those that length scales are learnt from, and trials of each for that.
    private static let mostTasks = 24
    private static let fittedTasks = 8
    private static let fittedTrials = 64

    /// - Returns: nil where no task has trials enough.
    init?(_ entries: [PastTrialsSnapshot.Entry], task: BenchmarkTask) {
        let encoder = FeatureEncoder(task.study.space)
        let placed = entries.compactMap { PlacedTask($0, study: task.study, encoder: encoder) }
        let order = placed.indices.sorted { (placed[$1].likeness, $0) < (placed[$0].likeness, $1) }
        tasks = order.prefix(Self.mostTasks).map { placed[$0] }
        self.encoder = encoder
        candidates = Self.drawn(task)
        let fits = tasks.prefix(Self.fittedTasks).compactMap { Self.fit($0, encoder) }
        guard !fits.isEmpty else { return nil }
        let count = Double(fits.count)
        func mean(_ value: (GaussianProcess.Hyperparameters) -> Double) -> Double {
            fits.reduce(0) { $0 + value($1) } / count
        }
        hyperparameters = GaussianProcess.Hyperparameters(
            logLengthScales: encoder.parameters.indices.map { index in mean { $0.logLengthScales[index] } },
            logSignal: mean(\.logSignal), logNoise: mean(\.logNoise))
    }

    /// Candidates at most: as many as the others draw, and more, while surfaces over all of them stay in memory.
    private static let mostCandidates = 4000

    private static func drawn(_ task: BenchmarkTask) -> FiniteCandidates {
        let all = task.candidates
        guard all.distinctRows.count > mostCandidates else { return all }
        var generator = SeededGenerator(seed: 0).fork(task.name)
        var rows = generator.sample(mostCandidates, of: all.distinctRows)
        if let row = task.study.space.defaultConfiguration.flatMap({ all.rows[$0.key] }), !rows.contains(row) {
            rows.append(row)
        }
        return FiniteCandidates(rows.sorted().map { all.candidates[$0].configuration }, in: task.study.space)
    }

    private static func fit(_ task: PlacedTask, _ encoder: FeatureEncoder) -> GaussianProcess.Hyperparameters? {
        let kept = ObservationSubset.indices(of: task.scores, atMost: fittedTrials)
        return GaussianProcess.fit(
            GaussianProcess.Model(encoder, linearVariances: [1]),
            points: Points(task.features.selecting(kept), terms: [kept.map { _ in 1 }]),
            targets: kept.map { task.scores[$0] })?.hyperparameters
    }

    /// A process through each task's trials, over the candidates.
    var surfaces: [SourceProcess] { drawn().surfaces }

    /// What each candidate is expected to give on each task, 0 for the best and 1 for the worst of them: `[tasks][candidates]`.
    var regrets: [[Double]] { drawn().regrets }

    /// How far each task's data lie from the study's in size.
    var distances: [Double] { drawn().distances }

    private func drawn() -> Made {
        if let found = made.withLock({ $0 }) { return found }
        var new = Made()
        for task in tasks {
            guard
                let surface = SourceProcess(
                    task.features, targets: task.scores, groups: task.scores.map { _ in 0 }, correlation: 1,
                    hyperparameters: hyperparameters, columns: encoder.columns, candidates: candidates.features)
            else { continue }
            let means = surface.means(of: task.values)
            let (low, high) = (means.min() ?? 0, means.max() ?? 0)
            new.surfaces.append(surface)
            new.regrets.append(means.map { high > low ? ($0 - low) / (high - low) : 0 })
            new.distances.append(task.distance)
        }
        made.withLock { $0 = new }
        return new
    }
}
