/// The network's layers, by what they do, in one flat block of weights.
package struct ReaderLayout: Sendable {
    /// One transformer block over trials.
    package struct Block: Sendable {
        package let attention: ReaderLayer
        package let merge: ReaderLayer
        package let up: ReaderLayer
        package let down: ReaderLayer
    }

    package let shape: ReaderShape
    // Who a parameter is, what a choice is, what the study is.
    package let name: ReaderLayer
    package let identity: ReaderLayer
    package let range: ReaderLayer
    package let choiceName: ReaderLayer
    package let choiceIdentity: ReaderLayer
    package let program: ReaderLayer
    package let factsIn: ReaderLayer
    package let factsOut: ReaderLayer
    /// Who the parameter is modulates how its value is read.
    package let gate: ReaderLayer
    // A value, a value among the others, a trial.
    package let value: ReaderLayer
    package let ownIn: ReaderLayer
    package let ownOut: ReaderLayer
    package let pooled: ReaderLayer
    package let jointIn: ReaderLayer
    package let jointOut: ReaderLayer
    package let trialIn: ReaderLayer
    package let trialOut: ReaderLayer
    // A result; what a candidate is told beside its values.
    package let resultIn: ReaderLayer
    package let resultOut: ReaderLayer
    package let situation: ReaderLayer
    package let processesIn: ReaderLayer?
    package let processesOut: ReaderLayer?
    /// What surfaces say of a trial.
    package let surfaceIn: ReaderLayer?
    package let surfaceOut: ReaderLayer?
    /// Added to the log evidence of each hypothesis, `[processes, means]`.
    package let mixture: ReaderLayer?
    package let blocks: [Block]
    /// Density of the quantile, of a trial alone; of the score, of a candidate in its context.
    package let quantile: ReaderLayer
    package let score: ReaderLayer

    /// All of them.
    package let layers: [ReaderLayer]
    /// Weights altogether.
    package let count: Int

    package init(_ shape: ReaderShape) {
        self.shape = shape
        var builder = Builder()
        let d = shape.width
        name = builder.add("name", shape.nameWidth, d, hasBias: false)
        identity = builder.add("identity", shape.identityWidth, d, hasBias: false)
        range = builder.add("range", RangeFeatures.count, d)
        choiceName = builder.add("choice_name", shape.nameWidth, d, hasBias: false)
        choiceIdentity = builder.add("choice_identity", shape.identityWidth, d, hasBias: false)
        program = builder.add("program", shape.nameWidth, d, hasBias: false)
        factsIn = builder.add("facts_in", shape.facts, d)
        factsOut = builder.add("facts_out", d, d)
        gate = builder.add("gate", d, d)
        value = builder.add("value", shape.valueFeatures, d, hasBias: false)
        ownIn = builder.add("own_in", d, shape.tokenHidden, isNormed: true)
        ownOut = builder.add("own_out", shape.tokenHidden, d)
        pooled = builder.add("pooled", d, d, isNormed: true)
        jointIn = builder.add("joint_in", d, shape.tokenHidden, isNormed: true)
        jointOut = builder.add("joint_out", shape.tokenHidden, d)
        trialIn = builder.add("trial_in", d, shape.tokenHidden, isNormed: true)
        trialOut = builder.add("trial_out", shape.tokenHidden, d)
        resultIn = builder.add("result_in", ContextFeatures.count, d)
        resultOut = builder.add("result_out", d, d)
        situation = builder.add("situation", 2, d)
        let hasProcesses = !shape.processes.isEmpty
        processesIn = hasProcesses ? builder.add("processes_in", HypothesisFeatures.count, shape.tokenHidden) : nil
        processesOut = hasProcesses ? builder.add("processes_out", shape.tokenHidden, d) : nil
        surfaceIn = shape.readsSurfaces ? builder.add("surface_in", SurfaceEstimate.featureCount, d) : nil
        surfaceOut = shape.readsSurfaces ? builder.add("surface_out", d, d) : nil
        mixture = hasProcesses ? builder.add("mixture", 1, shape.hypotheses, hasBias: false, start: .zeros) : nil
        blocks = (0..<shape.blocks).map { index in
            Block(
                attention: builder.add("block\(index).attention", d, 3 * d, isNormed: true),
                merge: builder.add("block\(index).merge", d, d, start: .zeros),
                up: builder.add("block\(index).up", d, shape.blockHidden, isNormed: true),
                down: builder.add("block\(index).down", shape.blockHidden, d, start: .zeros))
        }
        quantile = builder.add("quantile", d, shape.bins, isNormed: true)
        // Where a mixture stands, it alone at first.
        score = builder.add("score", d, shape.bins, isNormed: true, start: hasProcesses ? .nothing : .uniform)
        layers = builder.layers
        count = builder.count
    }

    private struct Builder {
        var layers: [ReaderLayer] = []
        var count = 0

        mutating func add(
            _ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool = true, isNormed: Bool = false,
            start: ReaderLayer.Start = .uniform
        ) -> ReaderLayer {
            let weight = count
            count += inputs * outputs
            let bias = hasBias ? count : nil
            count += hasBias ? outputs : 0
            let gain = isNormed ? count : nil
            count += isNormed ? 2 * inputs : 0
            let layer = ReaderLayer(
                name: name, inputs: inputs, outputs: outputs, weight: weight, bias: bias, gain: gain, start: start,
                index: layers.count)
            layers.append(layer)
            return layer
        }
    }
}
