import HoneCore
import HoneKernels
import HoneNumerics
import HoneReader
import HoneSearch

/// How well a reader does on tasks that it was not trained on: rank correlation without context and after 5, 10 and 20 trials,
/// log-likelihood, and what happens when the names lie or are missing.
struct ReaderJudge {
    private let packed: PackedWeights
    private let names: NameVectors
    private let shape: ReaderShape
    private let threads: ComputeThreads

    /// Trials that are shown.
    private static let shown = [0, 5, 10, 20]
    /// Tasks of each kind, evenly from all, and trials that are predicted of each.
    private static let mostTasks = 120
    private static let mostTrials = 200

    init(_ weights: ReaderWeights, names: NameVectors, shape: ReaderShape, threads: ComputeThreads) {
        packed = PackedWeights(weights, threads: threads)
        self.names = names
        self.shape = shape
        self.threads = threads
    }

    func judge(_ prepared: ReaderRun.Prepared) throws -> [ReaderRecord.Judgement] {
        try judge(prepared.unseenPrograms, "programs") + judge(prepared.unseenDatasets, "datasets")
    }

    private func judge(_ all: [ReaderTask], _ unseen: String) throws -> [ReaderRecord.Judgement] {
        let count = min(all.count, Self.mostTasks)
        let tasks = (0..<count).map { all[$0 * all.count / max(1, count)] }
        return try Self.shown.compactMap { shown in
            let fitting = tasks.filter { $0.trials.count >= shown + 8 }
            guard !fitting.isEmpty else { return nil }
            let answers = try fitting.map { try answer($0, shown: shown, names: names) }
            var judgement = ReaderRecord.Judgement(
                unseen: unseen, tasks: fitting.count, shown: shown, spearman: mean(answers.map(\.spearman)))
            if shown > 0 { judgement.negativeLogLikelihood = mean(answers.compactMap(\.negativeLogLikelihood)) }
            if shown == 0 {
                judgement.rotatedNames = mean(
                    try fitting.map { try answer($0, shown: 0, names: $0.rotated(names)).spearman })
                let nameless = NameVectors(width: names.width)
                judgement.withoutNames = mean(try fitting.map { try answer($0, shown: 0, names: nameless).spearman })
            }
            return judgement
        }
    }

    private struct Answer {
        var spearman: Double
        var negativeLogLikelihood: Double?
    }

    private func answer(_ task: ReaderTask, shown: Int, names: NameVectors) throws -> Answer {
        // The same trials for every reader.
        var generator = SeededGenerator(seed: 7).fork(task.program, task.trials.count)
        let order = generator.sample(min(task.trials.count, shown + Self.mostTrials), from: task.trials.count)
        let (context, rest) = (order.prefix(shown), order.dropFirst(shown))
        let scorer = try ReaderScorer(packed, study: task.study(names, shape: shape), threads: threads)
        func surfaces(_ rows: ArraySlice<Int>) -> [SurfaceEstimate] {
            task.surfaces.isEmpty || !shape.readsSurfaces ? [] : rows.map { task.surfaces[$0] }
        }
        let read = try scorer.context(
            context.map { task.trials[$0] }, results: context.map { task.values[$0] }, surfaces: surfaces(context))
        let scores = try scorer.score(rest.map { task.trials[$0] }, in: read, surfaces: surfaces(rest))
        let values = rest.map { task.values[$0] }
        let predicted = scores.expectedValues ?? scores.expectedQuantiles
        var answer = Answer(spearman: RankCorrelation.spearman(predicted, values))
        if let scale = scores.scale {
            let sum = values.indices.reduce(0) { $0 - scores.score($1).logProbability(of: scale.score(values[$1])) }
            answer.negativeLogLikelihood = sum / Double(max(1, values.count))
        }
        return answer
    }

    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
}

extension ReaderTask {
    /// What the network is told of it before it sees a trial.
    fileprivate func study(_ names: NameVectors, shape: ReaderShape) throws -> ReaderStudy {
        let space = try SearchSpace(parameters.map { HoneCore.Parameter($0.name, $0.domain, default: $0.defaultValue) })
        return ReaderStudy(space, program: program, facts: facts, names: names, shape: shape)
    }

    /// Names that lie: each parameter is read as the next one.
    fileprivate func rotated(_ names: NameVectors) -> NameVectors {
        var lying = names
        for (index, parameter) in parameters.enumerated() {
            let next = parameters[(index + 1) % parameters.count].name
            lying.vectors[.parameter(parameter.name)] = names[.parameter(next)]
        }
        return lying
    }
}
