import HoneKernels

/// What the network knows of studies before it sees a trial.
struct StudyCode {
    /// Who each parameter is and what its study is, `[parameters, width]`.
    let bases: Activation
    /// Factors on the values of each parameter, `[parameters, width]`.
    let scales: Activation
    /// `[choices, width]`.
    let choices: Activation
    /// `[studies, width]`.
    let programs: Activation
}

/// The network: names and numbers to studies, values to trials, trials to densities.
extension ReaderPass {
    func studies(_ inputs: StudyInputs) -> StudyCode {
        let layout = layout
        let programs = linear(layout.program, input(inputs.programs, width: shape.nameWidth), isInput: true)
        drop(programs)
        addRows(embed(inputs.facts, layout.factsIn, layout.factsOut), to: programs)

        let who = linear(layout.name, input(inputs.names, width: shape.nameWidth), isInput: true)
        drop(who)
        linear(
            layout.identity, input(inputs.identities, width: shape.identityWidth), addingTo: who, isInput: true)
        linear(layout.range, input(inputs.ranges, width: RangeFeatures.count), addingTo: who, isInput: true)

        let choices = linear(layout.choiceName, input(inputs.choiceNames, width: shape.nameWidth), isInput: true)
        drop(choices)
        linear(
            layout.choiceIdentity, input(inputs.choiceIdentities, width: shape.identityWidth), addingTo: choices,
            isInput: true)

        let scales = linear(layout.gate, who)
        for i in 0..<(scales.value.count * scales.value.width) { scales.value.pointer[i] += 1 }
        let bases = activation(who.value.count, shape.width)
        bases.value.clear()
        addRows(who, to: bases)
        addRows(programs, inputs.studies, to: bases)
        return StudyCode(bases: bases, scales: scales, choices: choices, programs: programs)
    }

    /// One vector a trial, `[trials, width]`, of its values and of what surfaces say of some of them (`[rows.count, 3]`).
    func trials(_ inputs: TokenInputs, of code: StudyCode, surfaces: [Float], rows: [Int32]) -> Activation {
        let layout = layout
        let values = linear(layout.value, input(inputs.features, width: shape.valueFeatures), isInput: true)
        addRows(code.choices, inputs.choices, to: values)
        let tokens = modulate(values, base: code.bases, scale: code.scales, parameters: inputs.parameters)
        perceptron(layout.ownIn, layout.ownOut, on: tokens)
        // Each value sees the sum of all values of its trial.
        let first = linear(layout.pooled, normalise(pool(tokens, starts: inputs.starts)))
        let joint = normalise(tokens, adding: (first, rows: inputs.trials))
        linear(layout.jointOut, gelu(linear(layout.jointIn, joint)), addingTo: tokens)
        let trials = pool(tokens, starts: inputs.starts)
        addRows(code.programs, inputs.studies, to: trials)
        if !rows.isEmpty, let first = layout.surfaceIn, let second = layout.surfaceOut {
            addRows(embed(surfaces, first, second), to: trials, rows)
        }
        perceptron(layout.trialIn, layout.trialOut, on: trials)
        return trials
    }

    /// Tells trials their results. `features`: `[rows.count, ContextFeatures.count]`.
    func addResults(_ features: [Float], to trials: Activation, rows: [Int32]) {
        guard !rows.isEmpty else { return }
        addRows(embed(features, layout.resultIn, layout.resultOut), to: trials, rows)
    }

    /// Tells candidates whether there are results, and how many (`[rows.count, 2]`).
    func addSituations(_ features: [Float], to trials: Activation, rows: [Int32]) {
        addRows(linear(layout.situation, input(features, width: 2), isInput: true), to: trials, rows)
    }

    /// Tells candidates what hypotheses say of them (`[rows.count, HypothesisFeatures.count]`).
    func addHypotheses(_ features: [Float], to trials: Activation, rows: [Int32]) {
        guard !rows.isEmpty, let first = layout.processesIn, let second = layout.processesOut else { return }
        addRows(embed(features, first, second), to: trials, rows)
    }

    /// One transformer block, in place; `attend` makes of queries, keys and values what is attended to.
    func block(_ block: ReaderLayout.Block, on x: Activation, attend: (Activation) -> Activation) {
        let seen = attend(linear(block.attention, normalise(x)))
        branch(block.merge, seen, on: x)
        branch(block.down, gelu(linear(block.up, normalise(x))), on: x)
    }

    /// x + drop(layer(input)), in place.
    private func branch(_ layer: ReaderLayer, _ input: Activation, on x: Activation) {
        guard isDropping else {
            linear(layer, input, addingTo: x)
            return
        }
        let y = linear(layer, input)
        drop(y)
        addRows(y, to: x)
    }

    /// Logits of the quantile's density of every trial alone, `[trials, bins]`.
    func quantileLogits(_ trials: Activation) -> Activation { linear(layout.quantile, normalise(trials)) }

    /// What the network adds to the mixture's logits of the score, `[rows.count, bins]`.
    func scoreLogits(_ x: Activation, rows: [Int32]) -> Activation {
        let candidates = activation(rows.count, shape.width)
        candidates.value.clear()
        addRows(x, rows, to: candidates)
        return linear(layout.score, normalise(candidates))
    }
}
