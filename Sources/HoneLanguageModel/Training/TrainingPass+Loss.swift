import HoneKernels

extension TrainingPass {
    /// What follows the last block: final norm, head or output matrix, loss. Writes the gradient of the residual stream
    /// `[scored, hidden]`, adds to the head's gradients, and returns the sum of the parts' weighted mean losses.
    func loss(
        _ x: Rows, _ batch: MicroBatch, _ parameters: FloatBuffer, _ gradients: FloatBuffer, dx: Rows
    ) -> Double {
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let normed = workspace.rows(x.count, x.width)
        let dNormed = workspace.rows(x.count, x.width)
        let inverse = workspace.take(x.count)
        let finalNorm = transformer.weights.finalNorm
        transformer.norm.forward(x, weight: finalNorm, into: normed, inverse: inverse)
        var loss = 0.0
        for part in batch.parts {
            let mean =
                switch part.targets {
                case .bins(let labels):
                    binLoss(
                        labels, part, x: normed[part.scored], parameters, gradients, dx: dNormed[part.scored])
                case .tokens(let targets):
                    VocabularyLoss(transformer: transformer).loss(
                        targets, x: normed[part.scored], weight: part.weight / Float(targets.count),
                        dx: dNormed[part.scored], workspace: workspace) / Double(targets.count)
                }
            loss += mean * Double(part.weight)
        }
        dx.clear()
        transformer.norm.backward(dNormed, x: x, weight: finalNorm, inverse: inverse, addingTo: dx)
        return loss
    }

    /// The head's mean loss over a part's rows.
    private func binLoss(
        _ labels: [Float], _ part: MicroBatch.Part, x: Rows, _ parameters: FloatBuffer, _ gradients: FloatBuffer,
        dx: Rows
    ) -> Double {
        let logits = workspace.rows(x.count, layout.bins)
        let head = ScoringHead(layout, parameters)
        head.forward(x, into: logits)
        let loss = ScoringHead.loss(logits, labels: labels, weight: part.weight)
        head.backward(
            logits, x: x, dx: dx, weightGradient: gradients.pointer + layout.headWeightOffset,
            biasGradient: gradients.pointer + layout.headBiasOffset)
        return loss
    }
}
