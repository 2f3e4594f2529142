import HoneKernels
import HoneNumerics

/// A network at work on one study: the study is read once, its trials once for each state, then any number of candidates.
///
///     let scorer = try ReaderScorer(packed, study: study)
///     let context = try scorer.context(trials, results: results)
///     let scores = try scorer.score(candidates, in: context)
///     scores.expectedImprovements(over: best)
///
/// A class since it owns the memory of the study's reading, which is written once, here, and then only read.
package final class ReaderScorer: @unchecked Sendable {
    private let packed: PackedWeights
    private let study: ReaderStudy
    private let inputs: StudyInputs
    private let code: StudyCode
    private let memory = Workspace()
    private let threads: ComputeThreads

    /// Tokens of a piece of work: its activations stay in the processor's caches, and pieces do not depend on the number of
    /// threads, so neither do the results. Candidates come in dozens, as the products' inner loops take rows.
    private static let pieceTokens = 720
    private static let dozen = 12

    /// - Throws: `ReaderError` if the study is not described as the network was trained to see it.
    package init(
        _ packed: PackedWeights, study: ReaderStudy, threads: ComputeThreads = .machine
    ) throws(ReaderError) {
        if let problem = study.inconsistency(packed.layout.shape) { throw ReaderError("the study", problem) }
        self.packed = packed
        self.study = study
        self.threads = threads
        inputs = StudyInputs([study])
        code = ReaderPass(scoring: packed, workspace: memory).studies(inputs)
    }

    package var shape: ReaderShape { packed.layout.shape }

    /// Reads trials with results.
    ///
    /// - Parameters:
    ///   - trials: coded as the study's parameters are; none is fine. - results: lower is better, finite.
    package func context(_ trials: [ReaderTrial], results: [Double]) throws(ReaderError) -> ReaderContext {
        guard trials.count == results.count, results.allSatisfy(\.isFinite) else {
            throw ReaderError(
                "the trials", "there are \(trials.count) with \(results.count) results, finite numbers each")
        }
        try check(trials)
        let features = ContextFeatures.of(results)
        let workspace = Workspace()
        let pass = ReaderPass(scoring: packed, workspace: workspace)
        let rows = StudyRows(first: 0, context: trials.count, candidates: 0)
        let x = pass.trials(tokens(trials[...]), of: code)
        pass.addResults(features, to: x, rows: rows.all.map(Int32.init))
        var caches: [FloatBuffer] = []
        for block in pass.layout.blocks where !trials.isEmpty {
            pass.block(block, on: x) { qkv in
                let cache = FloatBuffer(count: trials.count * 2 * shape.width)
                Rows(cache.pointer, count: trials.count, width: 2 * shape.width)
                    .copy(qkv.value.columns(shape.width..<(3 * shape.width)))
                caches.append(cache)
                return pass.attend(qkv, [rows])
            }
        }
        // The same rule by which a training measures candidates.
        let isScaled = results.count >= ReaderExample.leastScaled && results.contains { $0 != results[0] }
        return ReaderContext(
            count: trials.count, scale: isScaled ? ContextScale(results) : nil, memory: caches,
            queries: QueryFeatures(trials, results: features, shape: shape))
    }

    /// Scores candidates.
    ///
    /// - Parameter outside: `[candidates, shape.outsideFeatures]`, or empty.
    package func score(
        _ candidates: [ReaderTrial], in context: ReaderContext, outside: [Float] = []
    ) throws(ReaderError) -> ReaderScores {
        try check(candidates)
        guard outside.isEmpty || outside.count == candidates.count * shape.outsideFeatures else {
            throw ReaderError(
                "what comes from outside", "has \(outside.count) numbers for \(candidates.count) candidates")
        }
        let size = Self.dozen * max(1, Self.pieceTokens / (Self.dozen * study.parameters.count))
        let pieces = (candidates.count + size - 1) / size
        let workspaces = (0..<threads.count).map { _ in Workspace() }
        let width = 2 * shape.bins
        let logits = [Float](rows: candidates.count, width: width) { target in
            nonisolated(unsafe) let (target, workspaces) = (target, workspaces)
            threads.distribute(pieces) { worker, piece in
                let range = (piece * size)..<min((piece + 1) * size, candidates.count)
                let told =
                    outside.isEmpty
                    ? []
                    : outside[
                        (range.lowerBound * self.shape.outsideFeatures)..<(range.upperBound * self.shape.outsideFeatures)
                    ]
                self.score(candidates[range], context, told, workspaces[worker], into: target[range])
            }
        }
        return ReaderScores(shape: shape, scale: context.scale, logits: logits)
    }

    private func score(
        _ candidates: ArraySlice<ReaderTrial>, _ context: ReaderContext, _ outside: ArraySlice<Float>,
        _ workspace: Workspace, into target: Rows
    ) {
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let pass = ReaderPass(scoring: packed, workspace: workspace)
        let x = pass.trials(tokens(candidates), of: code)
        let rows = (0..<candidates.count).map(Int32.init)
        let situation = ContextFeatures.ofCandidate(context: context.count)
        pass.addSituations(rows.flatMap { _ in situation }, to: x, rows: rows)
        let told = context.queries.of(candidates, outside: outside)
        if !told.isEmpty { pass.addQueries(told, to: x, rows: rows) }
        for (index, block) in pass.layout.blocks.enumerated() {
            pass.block(block, on: x) { qkv in
                context.count == 0
                    ? pass.attend(qkv, [StudyRows(first: 0, context: 0, candidates: candidates.count)])
                    : pass.attend(qkv, context: context.keysAndValues(index, width: shape.width))
            }
        }
        target.copy(pass.logits(x, rows: rows).value)
    }

    private func tokens(_ trials: ArraySlice<ReaderTrial>) -> TokenInputs {
        var tokens = TokenInputs(shape)
        tokens.append(trials, of: study, number: 0, in: inputs)
        return tokens
    }

    private func check(_ trials: [ReaderTrial]) throws(ReaderError) {
        for trial in trials {
            guard trial.values.count == study.parameters.count,
                zip(trial.values, study.parameters).allSatisfy({ Int($0.choice) < $1.choices.count })
            else {
                throw ReaderError("a trial", "has \(trial.values.count) values, or a choice that its parameter lacks")
            }
        }
    }
}
