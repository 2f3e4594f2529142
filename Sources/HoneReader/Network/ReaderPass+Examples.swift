import HoneKernels

extension ReaderPass {
    /// Logits of all candidates of some examples, in order, `[candidates, 2 * bins]`.
    func logits(_ inputs: ExampleInputs) -> Activation {
        let code = studies(inputs.studies)
        let x = trials(inputs.tokens, of: code)
        addResults(inputs.results, to: x, rows: inputs.contextRows)
        addSituations(inputs.situations, to: x, rows: inputs.candidateRows)
        addQueries(inputs.queries, to: x, rows: inputs.queryRows)
        for block in layout.blocks { self.block(block, on: x) { attend($0, inputs.rows) } }
        return logits(x, rows: inputs.candidateRows)
    }
}
