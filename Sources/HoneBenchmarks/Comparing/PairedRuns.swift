/// A method's runs, each beside the reference's run of the same task, seed and draw.
struct PairedRuns: Sendable {
    struct Pair: Sendable {
        var own: BenchmarkRun
        var other: BenchmarkRun
    }

    /// By task, by seed.
    let pairs: [String: [Int: Pair]]
    /// Runs of either method without partner, as people name them.
    let alone: [String]
    /// Whether what a method read changed with the seed: then a seed is a draw that all tasks share.
    let crossesDraws: Bool

    init(_ own: [BenchmarkRun], besides other: [BenchmarkRun]) {
        let ours = Self.byTask(own)
        let theirs = Self.byTask(other)
        var pairs: [String: [Int: Pair]] = [:]
        var alone: [String] = []
        for task in Set(ours.keys).union(theirs.keys).sorted() {
            let (mine, hers) = (ours[task] ?? [:], theirs[task] ?? [:])
            let isSameDraws = Self.readsSameDraws(mine, hers)
            for seed in Set(mine.keys).union(hers.keys).sorted() {
                switch (mine[seed], hers[seed]) {
                case (let a?, let b?) where !isSameDraws || a.database == b.database:
                    pairs[task, default: [:]][seed] = Pair(own: a, other: b)
                case (let a?, let b?): alone += [Self.text(a), Self.text(b)].map { $0 + " (other draws)" }
                case (let run?, nil), (nil, let run?): alone.append(Self.text(run))
                case (nil, nil): break
                }
            }
        }
        self.pairs = pairs
        self.alone = alone
        crossesDraws = [ours, theirs].contains { runs in
            runs.values.contains { Set($0.values.map { [$0.adapter, $0.database] }).count > 1 }
        }
    }

    /// The last run of a seed counts, as in a file that was appended to.
    private static func byTask(_ runs: [BenchmarkRun]) -> [String: [Int: BenchmarkRun]] {
        var result: [String: [Int: BenchmarkRun]] = [:]
        for run in runs { result[run.task, default: [:]][run.seed] = run }
        return result
    }

    /// Whether both methods read past trials of which some are the same on this task: then equal draws belong together. Otherwise the
    /// difference in what they read is the methods' own.
    private static func readsSameDraws(_ a: [Int: BenchmarkRun], _ b: [Int: BenchmarkRun]) -> Bool {
        let (ours, theirs) = (Set(a.values.compactMap(\.database)), Set(b.values.compactMap(\.database)))
        return !ours.isDisjoint(with: theirs)
    }

    private static func text(_ run: BenchmarkRun) -> String { "\(run.method) \(run.task) seed \(run.seed)" }
}
