extension TrainingPass {
    /// What follows the last block: final norm, head or output matrix, loss. Writes the gradient of the residual stream
    /// `[scored, hidden]`, adds to the head's gradients, and returns the sum of the parts' weighted mean losses.
    func loss(
        _ x: UnsafePointer<Float>, _ batch: MicroBatch, _ parameters: FloatBuffer, _ gradients: FloatBuffer,
        dx: UnsafeMutablePointer<Float>
    ) -> Double {
        let hidden = layout.shape.hidden
        let rows = batch.selection.count
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let normed = workspace.take(rows * hidden)
        let dNormed = workspace.take(rows * hidden)
        let inverse = workspace.take(rows)
        let finalNorm = transformer.weights.finalNorm.pointer
        transformer.norm.forward(x, weight: finalNorm, rows: rows, into: normed, inverse: inverse)
        var loss = 0.0
        for part in batch.parts {
            let offset = part.scored.lowerBound * hidden
            let mean =
                switch part.targets {
                case .bins(let labels):
                    binLoss(
                        labels, part, x: normed + offset, parameters, gradients, dx: dNormed + offset)
                case .tokens(let targets):
                    VocabularyLoss(transformer: transformer).loss(
                        targets, x: normed + offset, weight: part.weight / Float(targets.count),
                        dx: dNormed + offset, workspace: workspace) / Double(targets.count)
                }
            loss += mean * Double(part.weight)
        }
        dx.update(repeating: 0, count: rows * hidden)
        transformer.norm.backward(dNormed, x: x, weight: finalNorm, inverse: inverse, rows: rows, addingTo: dx)
        return loss
    }

    /// The head's mean loss over a part's rows.
    private func binLoss(
        _ labels: [Float], _ part: MicroBatch.Part, x: UnsafePointer<Float>, _ parameters: FloatBuffer,
        _ gradients: FloatBuffer, dx: UnsafeMutablePointer<Float>
    ) -> Double {
        let rows = part.scored.count
        let logits = workspace.take(rows * layout.bins)
        let head = ScoringHead(layout, parameters)
        head.forward(x, rows: rows, into: logits)
        let loss = ScoringHead.loss(logits, labels: labels, rows: rows, bins: layout.bins, weight: part.weight)
        head.backward(
            logits, x: x, rows: rows, dx: dx, weightGradient: gradients.pointer + layout.headWeightOffset,
            biasGradient: gradients.pointer + layout.headBiasOffset)
        return loss
    }
}
