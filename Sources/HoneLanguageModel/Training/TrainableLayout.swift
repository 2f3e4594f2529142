/// Where every trainable number lies in one flat block of floats: the low-rank matrices block by block, then the value
/// rows, then the head. Parameters, gradients and the optimizer's moments all use this layout.
package struct TrainableLayout: Sendable, Hashable {
    /// LoRA modules that read the same input; their A matrices stand one upon the other, so that one product serves all.
    struct Group: Sendable, Hashable {
        struct Module: Sendable, Hashable {
            let target: LoRATarget
            /// First column of the module's output in the group's output.
            let column: Int
            let out: Int
            /// Offset of B `[out, rank]` within a block's parameters.
            let offsetB: Int
        }
        let input: Int
        /// Offset of the stacked A matrices `[modules * rank, input]` within a block's parameters.
        let offsetA: Int
        let modules: [Module]

        /// Columns of x A^T for the stacked matrices.
        func width(rank: Int) -> Int { modules.count * rank }
    }

    /// A named tensor within the block of floats.
    package struct Tensor: Sendable, Hashable {
        package let name: String
        package let offset: Int
        /// Row major.
        package let shape: [Int]
        package var count: Int { shape.reduce(1, *) }
    }

    package let shape: TransformerShape
    package let lora: LoRAConfiguration
    /// Trainable input rows beside the vocabulary.
    package let valueRows: Int
    /// Outputs of the linear head.
    package let bins: Int

    let groups: PerProjection<Group>
    /// Numbers of one block.
    let layerCount: Int

    package init(shape: TransformerShape, lora: LoRAConfiguration, valueRows: Int, bins: Int) {
        self.shape = shape
        self.lora = lora
        self.valueRows = valueRows
        self.bins = bins
        var offset = 0
        func group(input: Int, _ candidates: [(LoRATarget, Int)]) -> Group {
            let chosen = candidates.filter { lora.targets.contains($0.0) }
            let offsetA = offset
            offset += chosen.count * lora.rank * input
            var modules: [Group.Module] = []
            var column = 0
            for (target, out) in candidates {
                if lora.targets.contains(target) {
                    modules.append(Group.Module(target: target, column: column, out: out, offsetB: offset))
                    offset += out * lora.rank
                }
                column += out
            }
            return Group(input: input, offsetA: offsetA, modules: modules)
        }
        groups = PerProjection(
            query: group(input: shape.hidden, [(.query, shape.queryWidth)]),
            keyValue: group(input: shape.hidden, [(.key, shape.keyWidth), (.value, shape.keyWidth)]),
            output: group(input: shape.queryWidth, [(.output, shape.hidden)]),
            gateUp: group(input: shape.hidden, [(.gate, shape.mlp), (.up, shape.mlp)]),
            down: group(input: shape.mlp, [(.down, shape.hidden)]))
        layerCount = offset
    }

    /// Numbers in all low-rank matrices; they come first.
    package var loraCount: Int { layerCount * shape.layers }
    package var valueRowOffset: Int { loraCount }
    package var headWeightOffset: Int { valueRowOffset + valueRows * shape.hidden }
    package var headBiasOffset: Int { headWeightOffset + bins * shape.hidden }
    package var count: Int { headBiasOffset + bins }

    /// A `[rank, in]` and B `[out, rank]` of every module, in the order of blocks and `LoRATarget`.
    package func loraTensors() -> [(layer: Int, target: LoRATarget, a: Tensor, b: Tensor)] {
        var result: [(layer: Int, target: LoRATarget, a: Tensor, b: Tensor)] = []
        for layer in 0..<shape.layers {
            for group in groups.all {
                for (index, module) in group.modules.enumerated() {
                    let path = "layers.\(layer).\(module.target.modulePath)"
                    let a = Tensor(
                        name: "\(path).lora_A.weight",
                        offset: layer * layerCount + group.offsetA + index * lora.rank * group.input,
                        shape: [lora.rank, group.input])
                    let b = Tensor(
                        name: "\(path).lora_B.weight", offset: layer * layerCount + module.offsetB,
                        shape: [module.out, lora.rank])
                    result.append((layer, module.target, a, b))
                }
            }
        }
        return result
    }

    /// Value rows and head, those that exist.
    package var ownTensors: [Tensor] {
        var result: [Tensor] = []
        if valueRows > 0 {
            result.append(Tensor(name: "value_rows", offset: valueRowOffset, shape: [valueRows, shape.hidden]))
        }
        if bins > 0 {
            result.append(Tensor(name: "head.weight", offset: headWeightOffset, shape: [bins, shape.hidden]))
            result.append(Tensor(name: "head.bias", offset: headBiasOffset, shape: [bins]))
        }
        return result
    }
}
