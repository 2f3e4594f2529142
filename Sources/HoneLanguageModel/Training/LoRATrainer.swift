import Foundation
import HoneKernels
import HoneNumerics

/// What decides a fine-tuning besides its sequences.
package struct TrainingConfiguration: Sendable, Hashable, Codable {
    package var lora: LoRAConfiguration
    /// Trainable input rows and outputs of the head.
    package var valueRows: Int
    package var bins: Int
    package var schedule: LearningRateSchedule
    /// Factor on the rate for value rows and head, which begin from little and are few.
    package var ownRateFactor: Double
    package var optimizer: AdamW
    /// Largest global norm of a step's gradient.
    package var clipNorm: Double
    package var seed: UInt64

    package init(
        lora: LoRAConfiguration = LoRAConfiguration(), valueRows: Int = 100, bins: Int = 20,
        schedule: LearningRateSchedule, ownRateFactor: Double = 3, optimizer: AdamW = AdamW(), clipNorm: Double = 1,
        seed: UInt64 = 0
    ) {
        self.lora = lora
        self.valueRows = valueRows
        self.bins = bins
        self.schedule = schedule
        self.ownRateFactor = ownRateFactor
        self.optimizer = optimizer
        self.clipNorm = clipNorm
        self.seed = seed
    }
}

/// Fine-tunes low-rank updates, value rows and a head on a frozen transformer, one step a call.
///
/// A step is a function of state and sequences alone; `state` holds all of it, so a run continued from a checkpoint
/// equals the uninterrupted one bit for bit (same number of threads). Owned by one training run; synchronous, call it
/// off the cooperative thread pool.
package final class LoRATrainer {
    package struct StepReport: Sendable, Hashable, Codable {
        /// Steps done, this one included.
        package var step: Int
        /// Mean over the sequences of their mean cross-entropy, before the update.
        package var loss: Double
        /// Global norm of the gradient before clipping.
        package var gradientNorm: Double
        package var learningRate: Double
        package var tokens: Int
    }

    package let transformer: Transformer
    package let configuration: TrainingConfiguration
    package let layout: TrainableLayout
    package private(set) var state: TrainingState
    /// May change between steps; bits stay the same only as long as it does.
    package var plan: ComputationPlan
    private let pass: TrainingPass
    private let gradients: FloatBuffer

    /// - Parameter initialValueRows: `[valueRows, hidden]`; see `TrainableParameters.interpolatedValueRows`.
    package convenience init(
        _ transformer: Transformer, configuration: TrainingConfiguration, initialValueRows: [Float]? = nil,
        plan: ComputationPlan = ComputationPlan()
    ) {
        let layout = TrainableLayout(
            shape: transformer.shape, lora: configuration.lora, valueRows: configuration.valueRows,
            bins: configuration.bins)
        let parameters = TrainableParameters(
            initial: layout, valueRows: initialValueRows, seed: configuration.seed)
        self.init(
            transformer, configuration: configuration,
            state: TrainingState(parameters: parameters.buffer, seed: configuration.seed), plan: plan)
    }

    /// Continues from a state of the same configuration and model.
    package init(
        _ transformer: Transformer, configuration: TrainingConfiguration, state: TrainingState,
        plan: ComputationPlan = ComputationPlan()
    ) {
        self.transformer = transformer
        self.plan = plan
        self.configuration = configuration
        self.state = state
        layout = TrainableLayout(
            shape: transformer.shape, lora: configuration.lora, valueRows: configuration.valueRows,
            bins: configuration.bins)
        precondition(state.parameters.count == layout.count, "the state belongs to another configuration")
        pass = TrainingPass(transformer, layout: layout)
        gradients = FloatBuffer(count: layout.count)
    }

    package var parameters: TrainableParameters { TrainableParameters(layout: layout, buffer: state.parameters) }

    /// Loss and gradients of a step's sequences without the step; the gradient is in the layout's order.
    package func gradient(of examples: [TrainingExample]) throws(TransformerError) -> (
        loss: Double, values: FloatBuffer
    ) {
        guard !examples.isEmpty else { throw .empty("The list of training sequences") }
        gradients.fill(0)
        var loss = 0.0
        for batch in plan.batches(of: examples) {
            loss += try pass.accumulate(
                batch, recomputes: plan.recomputes, parameters: state.parameters, gradients: gradients)
        }
        return (loss, gradients)
    }

    /// One optimizer step on the mean loss of the sequences, which go through the model as the plan says.
    package func step(_ examples: [TrainingExample]) throws(TransformerError) -> StepReport {
        let (loss, values) = try gradient(of: examples)
        let norm = Self.norm(values)
        guard loss.isFinite, norm.isFinite else { throw .diverged(step: state.step + 1, loss: loss) }
        let rate = configuration.schedule.rate(at: state.step)
        let scale = Float(min(1, configuration.clipNorm / (norm + 1e-6)))
        state.step += 1
        for (offset, count, factor) in [
            (0, layout.loraCount, 1), (layout.loraCount, layout.count - layout.loraCount, configuration.ownRateFactor),
        ] {
            configuration.optimizer.update(
                state.parameters.pointer + offset, gradients: values.pointer + offset,
                firstMoments: state.firstMoments.pointer + offset,
                secondMoments: state.secondMoments.pointer + offset, count: count, step: state.step,
                learningRate: rate * factor, gradientScale: scale, threads: transformer.threads)
        }
        let tokens = examples.reduce(0) { $0 + $1.tokens }
        state.tokens += tokens
        let report = StepReport(
            step: state.step, loss: loss, gradientNorm: norm, learningRate: rate, tokens: tokens)
        state.losses.append(loss)
        return report
    }

    /// Bytes of scratch memory held for passes, and the most that were in use at a time.
    package var workspaceBytes: Int { pass.workspace.bytes }
    package var highestWorkspaceBytes: Int { pass.workspace.highest * MemoryLayout<Float>.stride }

    /// Takes the scratch memory of all passes in one piece (`TrainingMemory`), so that none of it is wasted.
    package func reserveWorkspace(floats: Int) { pass.workspace.reserve(floats) }

    private static func norm(_ buffer: FloatBuffer) -> Double {
        var sum = 0.0
        for index in 0..<buffer.count { sum += Double(buffer.pointer[index]) * Double(buffer.pointer[index]) }
        return sum.squareRoot()
    }
}
