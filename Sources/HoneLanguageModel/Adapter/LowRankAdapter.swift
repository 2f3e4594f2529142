import HoneKernels

/// Low-rank updates of some linear layers, W + scale * B A, as PEFT and llama.cpp exchange them: ranks and scales may
/// differ from module to module. Query and key rows are in Hugging Face's order.
package struct LowRankAdapter: Sendable {
    package struct Module: Sendable {
        package let layer: Int
        package let target: LoRATarget
        package let rank: Int
        /// Factor on B A.
        package let scale: Float
        /// A `[rank, in]`
        package let a: FloatBuffer
        /// B `[out, rank]`
        package let b: FloatBuffer
        /// Widths of the linear layer.
        package let input: Int
        package let output: Int

        /// - Precondition: the buffers have the sizes that rank and widths ask for.
        package init(
            layer: Int, target: LoRATarget, rank: Int, scale: Float, a: FloatBuffer, b: FloatBuffer, input: Int,
            output: Int
        ) {
            precondition(a.count == rank * input && b.count == output * rank)
            self.layer = layer
            self.target = target
            self.rank = rank
            self.scale = scale
            self.a = a
            self.b = b
            self.input = input
            self.output = output
        }
    }

    /// Ordered by block, then as `LoRATarget.allCases`; each linear layer at most once.
    package let modules: [Module]

    /// - Precondition: no linear layer twice.
    package init(modules: [Module]) {
        let order = Dictionary(uniqueKeysWithValues: zip(LoRATarget.allCases, 0...))
        self.modules = modules.sorted { ($0.layer, order[$0.target] ?? 0) < ($1.layer, order[$1.target] ?? 0) }
    }

    /// The low-rank part of a fine-tuning; value rows and head are left out.
    package init(_ parameters: TrainableParameters) {
        let layout = parameters.layout
        func copy(_ tensor: TrainableLayout.Tensor) -> FloatBuffer {
            let buffer = FloatBuffer(count: tensor.count)
            buffer.pointer.update(from: parameters.buffer.pointer + tensor.offset, count: tensor.count)
            return buffer
        }
        self.init(
            modules: layout.loraTensors().map { layer, target, a, b in
                Module(
                    layer: layer, target: target, rank: layout.lora.rank, scale: layout.lora.scale, a: copy(a),
                    b: copy(b), input: a.shape[1], output: b.shape[0])
            })
    }

    /// Floats in all matrices.
    package var parameterCount: Int { modules.reduce(0) { $0 + $1.a.count + $1.b.count } }

    /// The base weights with the updates added; blocks without an update are shared.
    ///
    /// - Precondition: the adapter was read for weights of this shape.
    package func merged(into weights: TransformerWeights) -> TransformerWeights {
        weights.merging(
            modules.map { module in
                let widths = weights.shape.widths(of: module.target)
                precondition(widths.input == module.input && widths.output == module.output, "another shape")
                return LowRankFactors(
                    layer: module.layer, target: module.target, rank: module.rank, scale: module.scale,
                    a: module.a.pointer, b: module.b.pointer)
            })
    }
}

extension TransformerShape {
    /// Widths of the linear layer that a target names.
    package func widths(of target: LoRATarget) -> (input: Int, output: Int) {
        switch target {
        case .query: (hidden, queryWidth)
        case .key, .value: (hidden, keyWidth)
        case .output: (queryWidth, hidden)
        case .gate, .up: (hidden, mlp)
        case .down: (mlp, hidden)
        }
    }
}
