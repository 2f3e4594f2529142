import HoneCore

/// How well methods predicted: means over tasks, and differences to a reference with their intervals.
package struct PredictionReport: Sendable, Hashable, Codable {
    package struct Line: Sendable, Hashable, Codable {
        package var method: String
        package var told: Int
        package var tasks: Int
        /// Means over tasks.
        package var loss: Double
        package var spearman: Double
        package var coverage: [Double]
        /// Parts of the results below and above the widest interval.
        package var below: Double
        package var above: Double
        /// Minus the reference's, paired by task and seed; below 0 is better for the loss, above 0 for the rank correlation.
        package var lossDifference: Difference?
        package var spearmanDifference: Difference?
    }

    package struct Difference: Sendable, Hashable, Codable {
        package var interval: MeanInterval
        /// Holm's p value over all differences of the report.
        package var adjusted: Double
    }

    package var against: String?
    package var clusteredBy: String
    package var clusters: Int
    package var lines: [Line]

    package init(
        _ runs: [PredictionRun], against reference: String?, clusters kind: TaskClusters.Kind? = nil, seed: UInt64 = 0
    ) {
        let identities = Set(runs.map { TaskIdentity(name: $0.task, family: $0.family, dataset: $0.dataset) })
            .sorted { $0.name < $1.name }
        let clusters = TaskClusters(identities, kind: kind)
        clusteredBy = clusters.kind.rawValue
        self.clusters = Set(clusters.names.values).count
        let methods = Set(runs.map(\.method))
        against = reference.flatMap { methods.contains($0) ? $0 : nil } ?? (methods.contains("gp") ? "gp" : nil)
        lines = []
        for (told, runs) in Dictionary(grouping: runs, by: \.told).sorted(by: { $0.key < $1.key }) {
            let byMethod = Dictionary(grouping: runs, by: \.method)
            let theirs = against.flatMap { byMethod[$0] }
            for (method, own) in byMethod.sorted(by: { $0.key < $1.key }) {
                var line = Self.line(method, told, own)
                if method != against, let theirs {
                    func difference(_ figure: KeyPath<ForecastScore, Double>) -> Difference? {
                        Self.sample(own, theirs, figure, clusters).flatMap { sample in
                            JudgedMean(sample, crossesSlots: false).interval(seed: seed)
                                .map { Difference(interval: $0, adjusted: $0.p) }
                        }
                    }
                    line.lossDifference = difference(\.loss)
                    line.spearmanDifference = difference(\.spearman)
                }
                lines.append(line)
            }
        }
        adjust()
    }

    private mutating func adjust() {
        for path in [\Line.lossDifference, \Line.spearmanDifference] {
            let compared = lines.indices.filter { lines[$0][keyPath: path] != nil }
            let values = Holm.adjusted(compared.compactMap { lines[$0][keyPath: path]?.interval.p })
            for (index, value) in zip(compared, values) { lines[index][keyPath: path]?.adjusted = value }
        }
    }

    private static func line(_ method: String, _ told: Int, _ runs: [PredictionRun]) -> Line {
        let byTask = Dictionary(grouping: runs, by: \.task).sorted { $0.key < $1.key }.map(\.value)
        func mean(_ figure: (ForecastScore) -> Double) -> Double {
            byTask.reduce(0) { $0 + $1.reduce(0) { $0 + figure($1.score) } / Double($1.count) }
                / Double(max(1, byTask.count))
        }
        return Line(
            method: method, told: told, tasks: byTask.count, loss: mean(\.loss), spearman: mean(\.spearman),
            coverage: ForecastScore.levels.indices.map { level in mean { $0.coverage[level] } }, below: mean(\.below),
            above: mean(\.above))
    }

    private static func sample(
        _ own: [PredictionRun], _ theirs: [PredictionRun], _ figure: KeyPath<ForecastScore, Double>,
        _ clusters: TaskClusters
    ) -> ClusteredSample? {
        struct Key: Hashable {
            var task: String
            var seed: Int
        }
        func key(_ run: PredictionRun) -> Key { Key(task: run.task, seed: run.seed) }
        let others = Dictionary(theirs.map { (key($0), $0) }, uniquingKeysWith: { $1 })
        let seeds = Set(own.map(\.seed)).sorted()
        var byCluster: [String: [[Double?]]] = [:]
        for (task, runs) in Dictionary(grouping: own, by: \.task).sorted(by: { $0.key < $1.key }) {
            byCluster[clusters.names[task] ?? task, default: []].append(
                seeds.map { seed in
                    guard let run = runs.last(where: { $0.seed == seed }), let other = others[key(run)] else {
                        return nil
                    }
                    return run.score[keyPath: figure] - other.score[keyPath: figure]
                })
        }
        let sample = ClusteredSample(byCluster.sorted { $0.key < $1.key }.map(\.value))
        return sample.taskCount > 0 ? sample : nil
    }
}
