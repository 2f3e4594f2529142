import HoneKernels

/// What a fine-tuning needs of memory, known before it begins: the model, what is trained with its gradients and
/// moments, and the scratch memory of the largest pass. Follows `TrainingPass` block by block; a test compares both.
package struct TrainingMemory: Sendable {
    package let layout: TrainableLayout
    package let threads: Int
    /// Bytes of the base model's weights as they are held.
    package let weightBytes: Int
    /// Bytes that only stand beside the weights while these are read: the mapped file.
    package let loadingBytes: Int
    /// Bytes beside all that: the program, the trials.
    package let programBytes: Int
    /// Inputs of the largest pass in which tasks are scored that watch the training; 0 if none do.
    package let watchedInputs: Int

    package init(
        layout: TrainableLayout, threads: ComputeThreads, weightBytes: Int, loadingBytes: Int = 0,
        programBytes: Int = 0, watchedInputs: Int = 0
    ) {
        self.layout = layout
        self.threads = threads.count
        self.weightBytes = weightBytes
        self.loadingBytes = loadingBytes
        self.programBytes = programBytes
        self.watchedInputs = watchedInputs
    }

    /// Bytes of a model's weights in single precision (biases and norms of heads are too few to count).
    package static func weightBytes(_ weights: TransformerWeights) -> Int {
        let shape = weights.shape
        let block = shape.hidden * (shape.qkvWidth + shape.queryWidth + 3 * shape.mlp + 2)
        let tables = (weights.untiedOutput == nil ? 1 : 2) * shape.vocabulary * shape.hidden
        return (tables + shape.layers * block + shape.hidden) * MemoryLayout<Float>.stride
    }

    /// A sequence as far as memory goes.
    package struct Extent: Sendable, Hashable {
        /// Inputs, header included, and those whose outputs are scored.
        package var inputs: Int
        package var scored: Int
        package var header: Int
        package var longestRow: Int
        /// Whether its targets are tokens of the vocabulary.
        package var isText: Bool

        package init(_ example: TrainingExample) {
            inputs = example.tokens
            header = example.header.count
            longestRow = example.rows.map(\.count).max() ?? 0
            switch example.targets {
            case .bins:
                scored = example.rows.count
                isText = false
            case .tokens(let targets):
                scored = targets.count
                isText = true
            }
        }
    }

    /// Peak bytes of a run whose largest pass takes so many floats of scratch memory.
    package func bytes(workspace floats: Int) -> Int {
        // Parameters, gradients, two moments; while a checkpoint is written its three tensors stand in memory as arrays
        // and as the file's bytes, the tensor at hand once more.
        let trainable = layout.count * MemoryLayout<Float>.stride * (4 + 3 + 3 + 1)
        let training = trainable + (floats + watchingFloats) * MemoryLayout<Float>.stride
        return programBytes + weightBytes + max(loadingBytes, training)
    }

    /// Floats of the merged blocks that score watched tasks, and of a pass through them.
    private var watchingFloats: Int {
        guard watchedInputs > 0 else { return 0 }
        let shape = layout.shape
        let block = shape.hidden * (shape.qkvWidth + shape.queryWidth + 3 * shape.mlp)
        let pass =
            watchedInputs * (shape.hidden + shape.qkvWidth + shape.queryWidth) + attentionScratch
            + threads * Transformer.finishScratch(shape)
        return shape.layers * block + pass
    }

    /// Floats that `TrainingPass` takes at most for a batch of these sequences.
    package func workspaceFloats(_ parts: [Extent], recomputes: Bool) -> Int {
        let shape = layout.shape
        let inputs = parts.reduce(0) { $0 + $1.inputs }
        let scored = parts.reduce(0) { $0 + $1.scored }
        let stream = size(inputs * shape.hidden)
        let scoredStream = size(scored * shape.hidden)
        let block = kept(queries: inputs, total: inputs, last: false)
        let lastBlock = kept(queries: scored, total: inputs, last: true)
        let inputsOfBlocks = shape.layers * stream + scoredStream
        let others = shape.layers - 1

        let forward = forwardScratch(queries: inputs, total: inputs, last: false)
        let backward = backwardScratch(parts, rows: inputs, total: inputs, last: false)
        let lastForward = forwardScratch(queries: scored, total: inputs, last: true)
        let lastBackward = backwardScratch(parts, rows: scored, total: inputs, last: true)
        let loss = lossScratch(parts, scored: scored)
        let gradients = stream + scoredStream

        // On the way there: the blocks kept so far and the scratch memory of the next; behind the last the loss, then
        // the way back.
        let before = recomputes ? 0 : others * block
        var peak = stream + shape.layers * stream  // never less than the streams
        if others > 0 { peak = max(peak, inputsOfBlocks - scoredStream + max(before - block, 0) + block + forward) }
        peak = max(peak, inputsOfBlocks + before + lastBlock + lastForward)
        peak = max(peak, inputsOfBlocks + before + lastBlock + gradients + max(loss, lastBackward))
        if others > 0 {
            let again = recomputes ? block : 0
            peak = max(
                peak,
                inputsOfBlocks + before + lastBlock + gradients + again
                    + max(backward, recomputes ? forward : 0))
        }
        return peak
    }

    private func size(_ count: Int) -> Int { Workspace.rounded(count) }

    private var widths: PerProjection<Int> { layout.groups.map { $0.width(rank: layout.lora.rank) } }

    /// Queries, keys and values of a block.
    private func projections(queries: Int, total: Int, last: Bool) -> Int {
        let shape = layout.shape
        return last
            ? size(queries * shape.queryWidth) + size(total * 2 * shape.keyWidth) : size(total * shape.qkvWidth)
    }

    /// `TrainingPass.Activations` of a block.
    private func kept(queries: Int, total: Int, last: Bool) -> Int {
        let shape = layout.shape
        let reduced = widths.zip(PerProjection(queries: queries, total: total)) { size($0 * $1) }.all.reduce(0, +)
        let rawHeads =
            shape.architecture.normalizesHeads ? size(queries * shape.queryWidth) + size(total * shape.keyWidth) : 0
        return size(queries * shape.hidden) + size(total) + size(queries) + rawHeads
            + projections(queries: queries, total: total, last: last) + size(queries * shape.queryWidth)
            + size(queries * shape.heads) + size(queries * GatedLinearUnit(width: shape.mlp).stride) + reduced
    }

    private func forwardScratch(queries: Int, total: Int, last: Bool) -> Int {
        let shape = layout.shape
        let normed = size(total * shape.hidden) + (last ? size(queries * shape.hidden) : 0)
        return normed + max(attentionScratch, size(queries * shape.mlp))
    }

    private func backwardScratch(_ parts: [Extent], rows: Int, total: Int, last: Bool) -> Int {
        let shape = layout.shape
        let widths = widths
        let mlp =
            2 * size(rows * shape.mlp) + 2 * size(rows * shape.hidden) + size(rows * widths.down)
            + size(rows * widths.gateUp)
        let attended =
            size(rows * shape.queryWidth) + size(rows * widths.output)
            + projections(queries: rows, total: total, last: last)
        let attention =
            attentionScratch + threads * (parts.map { size(2 * $0.inputs * shape.keyWidth) }.max() ?? 0)
        let normed = 2 * size(total * shape.hidden) + size(total * widths.query) + size(total * widths.keyValue)
        let selected = last ? size(rows * shape.hidden) : 0
        return max(mlp, attended + max(attention, normed + selected))
    }

    private var attentionScratch: Int {
        threads * size(Attention.scratchCount(headDimension: layout.shape.headDimension))
    }

    private func lossScratch(_ parts: [Extent], scored: Int) -> Int {
        let shape = layout.shape
        let heads = parts.reduce(0) { $0 + ($1.isText ? 0 : size($1.scored * layout.bins)) }
        let vocabulary =
            parts.filter(\.isText).map {
                threads
                    * size(VocabularyLoss.rowsPerThread($0.scored, threads: threads) * shape.vocabulary)
            }.max() ?? 0
        return 2 * size(scored * shape.hidden) + size(scored) + heads + vocabulary
    }
}
