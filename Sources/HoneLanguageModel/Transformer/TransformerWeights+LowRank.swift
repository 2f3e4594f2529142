import HoneKernels

/// A low-rank update of one linear layer: W + scale * B A.
struct LowRankFactors {
    let layer: Int
    let target: LoRATarget
    let rank: Int
    let scale: Float
    /// A `[rank, in]` and B `[out, rank]`, which the owner keeps alive.
    let a: UnsafePointer<Float>
    let b: UnsafePointer<Float>
}

extension TransformerWeights {
    /// The same weights with the updates added; blocks without one are shared.
    func merging(_ updates: [LowRankFactors]) -> TransformerWeights {
        var result = self
        for layer in Set(updates.map(\.layer)).sorted() {
            result.layers[layer].qkv = result.layers[layer].qkv.copy()
            result.layers[layer].output = result.layers[layer].output.copy()
            result.layers[layer].gateUp = result.layers[layer].gateUp.copy()
            result.layers[layer].down = result.layers[layer].down.copy()
        }
        for update in updates {
            let part = result.matrix(of: update.target, layer: update.layer)
            part.matrix.addProduct(
                update.b, update.a, rank: update.rank, first: part.firstRow, count: part.out, alpha: update.scale)
        }
        return result
    }
}
