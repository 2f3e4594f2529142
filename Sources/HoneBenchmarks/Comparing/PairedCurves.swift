/// What paired runs amount to after each evaluation.
struct PairedCurves: Sendable {
    private struct Pair {
        var own: [Double]
        var other: [Double]
    }

    /// By task, by seed.
    private let pairs: [String: [Int: Pair]]
    private let seeds: [Int]
    private let crossesDraws: Bool
    /// Evaluations of the longest pair.
    let longest: Int

    init(_ paired: PairedRuns, measure: RunMeasure) {
        var pairs: [String: [Int: Pair]] = [:]
        for (task, runs) in paired.pairs {
            for (seed, pair) in runs {
                guard let own = measure.curve(pair.own), let other = measure.curve(pair.other) else { continue }
                pairs[task, default: [:]][seed] = Pair(own: own, other: other)
            }
        }
        self.pairs = pairs
        seeds = Set(pairs.values.flatMap(\.keys)).sorted()
        crossesDraws = paired.crossesDraws
        longest = pairs.values.joined().map { min($0.value.own.count, $0.value.other.count) }.max() ?? 0
    }

    /// - Returns: nil where no task has a pair that reaches so far.
    func line(
        _ method: String, at evaluations: Int, clusters: TaskClusters, seed: UInt64
    ) -> MethodComparison.Line? {
        var byCluster: [String: [[Double?]]] = [:]
        var counts: [Int] = []
        var (own, other) = (0.0, 0.0)
        var tally = (better: 0, level: 0, worse: 0)
        for (task, runs) in pairs.sorted(by: { $0.key < $1.key }) {
            let bySeed = seeds.map { runs[$0].flatMap { Self.values($0, at: evaluations) } }
            let reached = bySeed.compactMap(\.self)
            guard !reached.isEmpty else { continue }
            let count = Double(reached.count)
            let mine = reached.reduce(0) { $0 + $1.own } / count
            let hers = reached.reduce(0) { $0 + $1.other } / count
            own += mine
            other += hers
            counts.append(reached.count)
            byCluster[clusters.names[task] ?? task, default: []].append(
                bySeed.map { $0.map { $0.own - $0.other } })
            if abs(mine - hers) <= Self.tie {
                tally.level += 1
            } else if mine < hers {
                tally.better += 1
            } else {
                tally.worse += 1
            }
        }
        let sample = ClusteredSample(byCluster.sorted { $0.key < $1.key }.map(\.value))
        guard let difference = sample.mean else { return nil }
        let tasks = Double(sample.taskCount)
        return MethodComparison.Line(
            method: method, evaluations: evaluations, tasks: sample.taskCount, clusters: sample.clusters.count,
            pairs: [counts.min() ?? 0, counts.max() ?? 0], own: own / tasks, reference: other / tasks,
            difference: difference,
            interval: JudgedMean(sample, crossesSlots: crossesDraws).interval(seed: seed), adjusted: nil,
            better: tally.better, level: tally.level, worse: tally.worse)
    }

    /// Each task's mean difference, in the order of the tasks' names.
    func differences(at evaluations: Int) -> [Double] {
        pairs.sorted { $0.key < $1.key }.compactMap { _, runs in
            let reached = seeds.compactMap { runs[$0] }.compactMap { Self.values($0, at: evaluations) }
            return reached.isEmpty ? nil : reached.reduce(0) { $0 + $1.own - $1.other } / Double(reached.count)
        }
    }

    /// Sums of equal numbers in another order are equal but for their rounding.
    static let tie = 1e-12

    /// Both values, the last ones where both runs ended earlier, at the same number: the task had no more candidates.
    private static func values(_ pair: Pair, at evaluations: Int) -> (own: Double, other: Double)? {
        if let own = pair.own.dropFirst(evaluations - 1).first, let other = pair.other.dropFirst(evaluations - 1).first
        {
            return (own, other)
        }
        guard pair.own.count == pair.other.count, let own = pair.own.last, let other = pair.other.last else {
            return nil
        }
        return (own, other)
    }
}
