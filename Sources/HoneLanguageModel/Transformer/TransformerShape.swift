/// What decides a transformer's computation besides its weights: architecture and dimensions.
package struct TransformerShape: Sendable, Hashable, Codable {
    package var architecture = ModelArchitecture.llama
    /// Transformer blocks.
    package var layers: Int
    /// Width of the residual stream.
    package var hidden: Int
    /// Query heads.
    package var heads: Int
    /// Key and value heads; `heads / kvHeads` query heads share each.
    package var kvHeads: Int
    /// Width of one head.
    package var headDimension: Int
    /// Width of the gated MLP.
    package var mlp: Int
    /// Rows of the embedding matrix.
    package var vocabulary: Int
    /// Base of the rotary frequencies, and how they differ from its powers.
    package var ropeBase: Double
    package var ropeScaling = RotaryScaling.none
    /// Added to the mean square inside RMSNorm.
    package var normEpsilon: Double
    /// Largest number of positions the model was trained for.
    package var contextLength: Int

    package init(
        architecture: ModelArchitecture = .llama, layers: Int, hidden: Int, heads: Int, kvHeads: Int,
        headDimension: Int, mlp: Int, vocabulary: Int,
        ropeBase: Double, ropeScaling: RotaryScaling = .none, normEpsilon: Double, contextLength: Int
    ) {
        self.architecture = architecture
        self.layers = layers
        self.hidden = hidden
        self.heads = heads
        self.kvHeads = kvHeads
        self.headDimension = headDimension
        self.mlp = mlp
        self.vocabulary = vocabulary
        self.ropeBase = ropeBase
        self.ropeScaling = ropeScaling
        self.normEpsilon = normEpsilon
        self.contextLength = contextLength
    }

    /// Columns of all query heads together.
    package var queryWidth: Int { heads * headDimension }
    /// Columns of all key heads together (and of all value heads).
    package var keyWidth: Int { kvHeads * headDimension }
    /// Columns of the fused query, key and value projection.
    package var qkvWidth: Int { queryWidth + 2 * keyWidth }

    /// Multiplications and additions of one token through one block's linear layers, times 1e-9.
    package var gigaflopPerTokenAndLayer: Double {
        2e-9 * Double(hidden * qkvWidth + queryWidth * hidden + 3 * hidden * mlp)
    }

    /// Why the dimensions cannot belong to a model, or nil.
    var inconsistency: String? {
        let positive = [
            ("block count", layers), ("embedding length", hidden), ("head count", heads),
            ("key-value head count", kvHeads),
            ("head dimension", headDimension), ("feed-forward length", mlp), ("vocabulary size", vocabulary),
            ("context length", contextLength),
        ]
        for (name, value) in positive where value < 1 || value > 1 << 24 { return "\(name) \(value) is out of range" }
        // So that no product of two widths and a small number leaves the range of integers.
        for width in [queryWidth, hidden, mlp] where width > 1 << 24 { return "a width of \(width) is out of range" }
        if heads % kvHeads != 0 { return "\(heads) query heads cannot share \(kvHeads) key-value heads evenly" }
        if headDimension % 16 != 0 {
            return "head dimension \(headDimension) is not a multiple of 16, which this runtime's kernels need"
        }
        if hidden % 8 != 0 || mlp % 8 != 0 {
            return "widths \(hidden) and \(mlp) are not multiples of 8, which this runtime's kernels need"
        }
        if !(ropeBase > 1) || !ropeBase.isFinite { return "rotary base \(ropeBase) is not above 1" }
        if !(normEpsilon > 0) || normEpsilon > 1 { return "RMSNorm epsilon \(normEpsilon) is not between 0 and 1" }
        return ropeScaling.inconsistency(headDimension: headDimension)
    }
}
