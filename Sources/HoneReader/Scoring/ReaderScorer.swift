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
    ///   - surfaces: what surfaces of past tasks say of each trial, or empty.
    package func context(
        _ trials: [ReaderTrial], results: [Double], surfaces: [SurfaceEstimate] = []
    ) throws(ReaderError) -> ReaderContext {
        guard trials.count == results.count, results.allSatisfy(\.isFinite) else {
            throw ReaderError(
                "the trials", "there are \(trials.count) with \(results.count) results, finite numbers each")
        }
        try check(trials, surfaces)
        let scale = ReaderExample.isScaled(results) ? ContextScale(results) : nil
        guard !trials.isEmpty else { return ReaderContext(count: 0, scale: nil, memory: [], hypotheses: nil) }
        let pass = ReaderPass(scoring: packed, workspace: Workspace())
        let rows = StudyRows(first: 0, context: trials.count, candidates: 0)
        let x = vectors(trials[...], surfaces[...], pass)
        let quantiles = ExpectedQuantiles.of(pass.quantileLogits(x).value)
        pass.addResults(ContextFeatures.of(results), to: x, rows: rows.contextRows)
        var caches: [FloatBuffer] = []
        for block in pass.layout.blocks {
            pass.block(block, on: x) { qkv in
                let cache = FloatBuffer(count: trials.count * 2 * shape.width)
                Rows(cache.pointer, count: trials.count, width: 2 * shape.width)
                    .copy(qkv.value.columns(shape.width..<(3 * shape.width)))
                caches.append(cache)
                return pass.attend(qkv, [rows])
            }
        }
        return ReaderContext(
            count: trials.count, scale: scale, memory: caches,
            hypotheses: Hypotheses(
                trials, results: results, quantiles: quantiles, surfaces: surfaces, learnt: packed.mixture,
                shape: shape))
    }

    /// Scores candidates.
    ///
    /// - Parameter surfaces: what surfaces of past tasks say of each candidate, or empty.
    package func score(
        _ candidates: [ReaderTrial], in context: ReaderContext, surfaces: [SurfaceEstimate] = []
    ) throws(ReaderError) -> ReaderScores {
        try check(candidates, surfaces)
        let size = Self.dozen * max(1, Self.pieceTokens / (Self.dozen * study.parameters.count))
        let pieces = (candidates.count + size - 1) / size
        let workspaces = (0..<threads.count).map { _ in Workspace() }
        // Both densities side by side.
        let logits = [Float](rows: candidates.count, width: 2 * shape.bins) { target in
            nonisolated(unsafe) let (target, workspaces) = (target, workspaces)
            threads.distribute(pieces) { worker, piece in
                let range = (piece * size)..<min((piece + 1) * size, candidates.count)
                self.score(
                    candidates[range], context, surfaces.isEmpty ? [] : surfaces[range], workspaces[worker],
                    into: target[range])
            }
        }
        return ReaderScores(shape: shape, scale: context.scale, logits: logits)
    }

    private func score(
        _ candidates: ArraySlice<ReaderTrial>, _ context: ReaderContext, _ surfaces: ArraySlice<SurfaceEstimate>,
        _ workspace: Workspace, into target: Rows
    ) {
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let pass = ReaderPass(scoring: packed, workspace: workspace)
        let bins = shape.bins
        let x = vectors(candidates, surfaces, pass)
        let quantile = pass.quantileLogits(x)
        target.columns(0..<bins).copy(quantile.value)
        for (row, surface) in surfaces.enumerated() { SurfaceDensity.average(target[row], bins: bins, with: surface) }
        guard context.count > 0 else {
            target.columns(bins..<(2 * bins)).clear()
            return
        }
        let rows = (0..<candidates.count).map(Int32.init)
        let situation = ContextFeatures.ofCandidate(context: context.count)
        pass.addSituations(rows.flatMap { _ in situation }, to: x, rows: rows)
        var mixture = CandidateMixture()
        if let hypotheses = context.hypotheses {
            let said = hypotheses.of(candidates, quantiles: ExpectedQuantiles.of(quantile.value), surfaces: surfaces)
            pass.addHypotheses(said.features, to: x, rows: rows)
            mixture.append(
                CandidateMixture.Part(
                    rows: 0..<candidates.count, weights: hypotheses.weights, densities: said.densities))
        }
        for (index, block) in pass.layout.blocks.enumerated() {
            pass.block(block, on: x) { pass.attend($0, context: context.keysAndValues(index, width: shape.width)) }
        }
        let score = pass.scoreLogits(x, rows: rows)
        pass.addMixture(mixture, to: score)
        target.columns(bins..<(2 * bins)).copy(score.value)
    }

    private func vectors(
        _ trials: ArraySlice<ReaderTrial>, _ surfaces: ArraySlice<SurfaceEstimate>, _ pass: ReaderPass
    ) -> Activation {
        var tokens = TokenInputs(shape)
        tokens.append(trials, of: study, number: 0, in: inputs)
        let rows = surfaces.isEmpty ? [] : (0..<trials.count).map(Int32.init)
        return pass.trials(tokens, of: code, surfaces: surfaces.flatMap(\.features), rows: rows)
    }

    private func check(_ trials: [ReaderTrial], _ surfaces: [SurfaceEstimate]) throws(ReaderError) {
        guard surfaces.isEmpty || (shape.readsSurfaces && surfaces.count == trials.count) else {
            throw ReaderError("the surfaces", "say something of \(surfaces.count) trials instead of \(trials.count)")
        }
        for trial in trials {
            guard trial.values.count == study.parameters.count,
                zip(trial.values, study.parameters).allSatisfy({ Int($0.choice) < $1.choices.count })
            else {
                throw ReaderError("a trial", "has \(trial.values.count) values, or a choice that its parameter lacks")
            }
        }
    }
}
