import HoneKernels

/// Logits of examples: of the quantile for every row, of the score for the candidates of examples with a context.
struct ExampleActivations {
    /// `[rows, bins]`.
    let quantile: Activation
    /// `[candidates of contextual examples, bins]`; nil where no example has a context.
    let score: Activation?
}

extension ReaderPass {
    func logits(_ inputs: ExampleInputs) -> ExampleActivations {
        let code = studies(inputs.studies)
        let all = trials(inputs.tokens, of: code, surfaces: inputs.surfaces, rows: inputs.surfaceRows)
        let quantile = quantileLogits(all)
        guard !inputs.contextual.isEmpty else { return ExampleActivations(quantile: quantile, score: nil) }

        // From here on rows of examples with a context alone.
        let chosen = inputs.contextual.flatMap { $0.rows.all.map(Int32.init) }
        let x = activation(chosen.count, shape.width)
        x.value.clear()
        addRows(all, chosen, to: x)
        var told = ToldRows()
        for (example, place) in inputs.contextual {
            told.append(example, place, quantiles: quantile.value, learnt: weights.mixture, shape: shape)
        }
        addResults(told.results, to: x, rows: told.contextRows)
        addSituations(told.situations, to: x, rows: told.candidateRows)
        addHypotheses(told.hypotheses, to: x, rows: told.hypothesisRows)
        for block in layout.blocks { self.block(block, on: x) { attend($0, told.studies) } }
        let score = scoreLogits(x, rows: told.candidateRows)
        addMixture(told.mixture, to: score)
        return ExampleActivations(quantile: quantile, score: score)
    }
}
