import HoneKernels

/// The weights in a checkpoint's safetensors files.
struct CheckpointWeights: WeightSource {
    let checkpoint: Checkpoint
    let shape: TransformerShape

    var path: String { checkpoint.url.path }
    var remedy: String { Checkpoint.remedy }
    var tensorNames: [String] { checkpoint.tensorNames }

    /// The three architectures tie nothing unless they say so (transformers' default for them).
    var hasUntiedOutput: Bool { checkpoint.configuration.tiesOutput != true }

    func name(of module: WeightModule) -> String {
        switch module {
        case .embedding: "model.embed_tokens"
        case .finalNorm: "model.norm"
        case .output: "lm_head"
        case .block(let index, let module): "model.layers.\(index).\(module.nameInCheckpoint)"
        }
    }

    func shape(of tensor: String) -> [Int]? { checkpoint.tensor(named: tensor)?.tensor.shape }

    /// As transformers build the modules: Qwen2 has biases on queries, keys and values, others where they say so.
    func hasBias(_ module: WeightModule) -> Bool {
        guard case .block(_, let part) = module, part.isLinear else { return false }
        switch part {
        case .query, .key, .value:
            return shape.architecture.alwaysHasProjectionBiases || checkpoint.configuration.attentionBias == true
        case .attentionOutput:
            return !shape.architecture.alwaysHasProjectionBiases && checkpoint.configuration.attentionBias == true
        default: return shape.architecture == .llama && checkpoint.configuration.mlpBias == true
        }
    }

    /// A tied output matrix that is stored all the same, and what older versions stored of the rotation.
    func isIgnorable(_ tensor: String) -> Bool {
        tensor == "lm_head.weight" || tensor.hasSuffix(".rotary_emb.inv_freq")
    }

    func read(
        _ name: String, of module: WeightModule, into target: UnsafeMutableBufferPointer<Float>
    ) throws(ModelFileError) {
        guard let (file, _) = checkpoint.tensor(named: name) else { return try require(name, shape: []) }
        try file.requireFinite(name)
        try file.readFloats(name, into: target)
    }

    /// Checkpoints hold numbers, not blocks.
    func storedRows(of module: WeightModule) -> StoredRows? { nil }
}

extension TransformerWeights {
    /// Reads the first `layers` blocks (all if nil) of a checkpoint.
    ///
    /// - Throws: `ModelFileError` naming the tensor or field that does not fit.
    package init(
        _ checkpoint: Checkpoint, layers: Int? = nil, storage: WeightStorage = .float32
    ) throws(ModelFileError) {
        let whole = try checkpoint.shape()
        let shape = try whole.truncated(to: layers, of: checkpoint.url.path)
        try self.init(
            reading: CheckpointWeights(checkpoint: checkpoint, shape: shape), shape: shape, blocks: whole.layers,
            storage: storage)
    }
}
