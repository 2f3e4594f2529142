import Foundation
import HoneBase
import HoneKernels
import HoneNumerics

/// Trains a network, step by step; the same recipe, tasks and seed give the same weights, on any number of threads, in one go
/// or resumed.
///
///     let trainer = try ReaderTrainer(recipe, sampler: sampler, heldOut: examples)
///     while try trainer.advance() {}
///     let weights = trainer.result().weights
///
/// A class because it owns the memory that steps compute in; used by one thread at a time.
package final class ReaderTrainer {
    package let recipe: ReaderRecipe
    package private(set) var state: ReaderTrainingState
    private let sampler: TaskSampler
    /// Examples of programs that the training does not see.
    private let heldOut: [ReaderExample]
    private let packed: PackedWeights
    private let lanes: GradientLanes
    private let loss: DensityLoss
    private let threads: ComputeThreads

    /// Begins a training, or goes on with one.
    ///
    /// - Parameters:
    ///   - start: weights to begin with (an adapter that is to be adapted further), or a state to go on from.
    package init(
        _ recipe: ReaderRecipe, sampler: TaskSampler, heldOut: [ReaderExample] = [], start: ReaderTrainingState,
        threads: ComputeThreads = .machine
    ) throws(ReaderError) {
        if let problem = recipe.inconsistency { throw ReaderError("the recipe", problem) }
        self.recipe = recipe
        self.sampler = sampler
        self.heldOut = heldOut
        self.threads = threads
        state = start
        loss = DensityLoss(
            bins: start.weights.shape.bins, quantileSpread: recipe.quantileSpread, scoreSpread: recipe.scoreSpread)
        lanes = GradientLanes(start.weights.layout, loss: loss, threads: threads)
        packed = PackedWeights(start.weights, threads: threads)
    }

    /// Whether the training has come to its end.
    package var isFinished: Bool {
        state.step >= recipe.steps || (recipe.patience > 0 && state.looksWithoutGain >= recipe.patience)
    }

    /// One step, and a look at the held-out examples where one is due.
    ///
    /// - Returns: the loss a candidate, nil where the training has ended already.
    /// - Throws: `ReaderError` where the loss is no longer finite.
    @discardableResult
    package func advance() throws(ReaderError) -> Double? {
        guard !isFinished else { return nil }
        let examples = sampler.batch(recipe.batch, step: state.step, seed: recipe.seed)
        let (sums, gradient) = lanes.gradient(
            examples, weights: state.weights, packed: packed, dropout: recipe.dropout,
            noise: SeededGenerator(seed: recipe.seed).fork("dropout", state.step))
        let loss = sums.loss
        guard loss.isFinite else {
            throw ReaderError(
                "step \(state.step + 1)", "the loss is no longer finite",
                remedy: "take a lower learning rate than \(recipe.learningRate)", fault: .input)
        }
        ReaderOptimizer(recipe, threads: threads).update(
            state.weights.values, gradient: gradient, firstMoments: state.firstMoments,
            secondMoments: state.secondMoments, step: state.step)
        packed.pack(state.weights, threads: threads)
        state.step += 1
        let isDue = recipe.evaluationInterval > 0 && state.step % recipe.evaluationInterval == 0
        if !heldOut.isEmpty, isDue || state.step == recipe.steps { look() }
        return loss
    }

    private func look() {
        let sums = ExampleLogits.loss(heldOut, packed, loss: loss, threads: threads)
        let look = ReaderTrainingState.Look(
            step: state.step, quantile: sums.quantile / Double(max(1, sums.quantileCount)),
            score: sums.score / Double(max(1, sums.scoreCount)), loss: sums.loss)
        state.looks.append(look)
        let isAmongBest = state.snapshots.count < recipe.snapshots || state.snapshots.contains { $0.loss > look.loss }
        guard look.loss.isFinite, isAmongBest else { return }
        state.snapshots.append(
            ReaderTrainingState.Snapshot(step: look.step, loss: look.loss, weights: state.weights.values.copy()))
        state.snapshots.sort { ($0.loss, $0.step) < ($1.loss, $1.step) }
        state.snapshots.removeLast(max(0, state.snapshots.count - recipe.snapshots))
    }

    /// The weights to keep: the mean of the best snapshots where that does better on the held-out examples than the best one
    /// alone, else the best one; without held-out examples the last ones.
    ///
    /// - Returns: the weights and their loss on the held-out examples.
    package func result() -> (weights: ReaderWeights, loss: Double?) {
        guard let best = state.snapshots.first else { return (state.weights.copy(), nil) }
        let layout = state.weights.layout
        let single = ReaderWeights(layout: layout, values: best.weights.copy())
        guard state.snapshots.count > 1 else { return (single, best.loss) }
        let mean = FloatBuffer(count: layout.count)
        for snapshot in state.snapshots {
            VectorMath.add(1 / Float(state.snapshots.count), snapshot.weights.pointer, to: mean.pointer, mean.count)
        }
        let averaged = ReaderWeights(layout: layout, values: mean)
        let sums = ExampleLogits.loss(
            heldOut, PackedWeights(averaged, threads: threads), loss: loss, threads: threads)
        return sums.loss < best.loss ? (averaged, sums.loss) : (single, best.loss)
    }
}
