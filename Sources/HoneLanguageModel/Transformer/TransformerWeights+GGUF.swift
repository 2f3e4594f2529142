extension TransformerWeights {
    /// Reads the first `layers` blocks (all if nil) of a Llama model from GGUF.
    ///
    /// llama.cpp stores the rows of query and key heads so that rotary pairs are neighbours; they are put back into
    /// Hugging Face's order (first halves, then second halves), which is what PEFT adapters speak.
    ///
    /// - Throws: `ModelFileError` naming the tensor or metadata key that does not fit.
    package init(
        _ file: GGUFFile, layers: Int? = nil, storage: WeightStorage = .float32
    ) throws(ModelFileError) {
        let shape = try TransformerShape(file, layers: layers)
        self.init(zerosOf: shape)
        if file.tensor(named: "output.weight") != nil {
            throw Self.unsupported(file, "output.weight", "an output matrix of its own is not supported yet")
        }
        try Self.read(file, "token_embd.weight", [shape.vocabulary, shape.hidden], into: embedding.buffer)
        try Self.read(file, "output_norm.weight", [shape.hidden], into: finalNorm)
        for (index, layer) in self.layers.enumerated() {
            let prefix = "blk.\(index)."
            let hidden = shape.hidden
            try Self.read(file, prefix + "attn_norm.weight", [hidden], into: layer.attentionNorm)
            try Self.read(file, prefix + "attn_q.weight", [shape.queryWidth, hidden], into: layer.qkv.buffer)
            try Self.read(
                file, prefix + "attn_k.weight", [shape.keyWidth, hidden], into: layer.qkv.buffer, row: shape.queryWidth)
            try Self.read(
                file, prefix + "attn_v.weight", [shape.keyWidth, hidden], into: layer.qkv.buffer,
                row: shape.queryWidth + shape.keyWidth)
            Self.separateRotaryPairs(layer.qkv.buffer, heads: shape.heads + shape.kvHeads, shape)
            try Self.read(file, prefix + "attn_output.weight", [hidden, shape.queryWidth], into: layer.output.buffer)
            try Self.read(file, prefix + "ffn_norm.weight", [hidden], into: layer.mlpNorm)
            try Self.read(file, prefix + "ffn_gate.weight", [shape.mlp, hidden], into: layer.gateUp.buffer)
            try Self.read(
                file, prefix + "ffn_up.weight", [shape.mlp, hidden], into: layer.gateUp.buffer, row: shape.mlp)
            try Self.read(file, prefix + "ffn_down.weight", [hidden, shape.mlp], into: layer.down.buffer)
        }
    }

    private static func read(
        _ file: GGUFFile, _ name: String, _ expected: [Int], into buffer: FloatBuffer, row: Int = 0
    ) throws(ModelFileError) {
        let tensor = try file.requiredTensor(name, shape: expected)
        let start = row * tensor.columns
        file.dequantize(
            tensor, rows: 0..<tensor.rows,
            into: UnsafeMutableBufferPointer(start: buffer.pointer + start, count: buffer.count - start))
    }

    /// Row 2 i + j of each of the first `heads` heads moves to row j * half + i.
    private static func separateRotaryPairs(_ matrix: FloatBuffer, heads: Int, _ shape: TransformerShape) {
        let half = shape.headDimension / 2
        let width = shape.hidden
        let old = FloatBuffer(count: shape.headDimension * width)
        for head in 0..<heads {
            let rows = matrix.pointer + head * shape.headDimension * width
            old.pointer.update(from: rows, count: old.count)
            for i in 0..<half {
                for j in 0..<2 {
                    (rows + (j * half + i) * width).update(from: old.pointer + (2 * i + j) * width, count: width)
                }
            }
        }
    }

    fileprivate static func unsupported(_ file: GGUFFile, _ place: String, _ problem: String) -> ModelFileError {
        ModelFileError(
            .unsupported, file: file.url.path, place: place, problem: problem,
            remedy: "Use a SmolLM2 model (hone model list).")
    }
}

extension TransformerShape {
    /// The dimensions that a GGUF file's metadata states.
    ///
    /// - Throws: `ModelFileError` if the architecture is another one, a key is missing or the figures cannot be.
    package init(_ file: GGUFFile, layers kept: Int? = nil) throws(ModelFileError) {
        let architecture = try file.required("general.architecture", as: \.text)
        guard architecture == "llama" else {
            throw TransformerWeights.unsupported(
                file, "metadata 'general.architecture'",
                "is \(ModelFileError.quoted(architecture)), this runtime computes 'llama'")
        }
        if file.metadata["llama.rope.scaling.type"]?.text.map({ $0 != "none" }) ?? false {
            throw TransformerWeights.unsupported(
                file, "metadata 'llama.rope.scaling.type'", "scaled rotary positions are not supported yet")
        }
        let heads = try file.required("llama.attention.head_count", as: \.integer)
        let hidden = try file.required("llama.embedding_length", as: \.integer)
        let all = try file.required("llama.block_count", as: \.integer)
        let embedding = try file.requiredTensor("token_embd.weight")
        self.init(
            layers: all, hidden: hidden, heads: heads,
            kvHeads: file.metadata["llama.attention.head_count_kv"]?.integer ?? heads,
            headDimension: file.metadata["llama.attention.key_length"]?.integer
                ?? file.metadata["llama.rope.dimension_count"]?.integer ?? (heads > 0 ? hidden / heads : 0),
            mlp: try file.required("llama.feed_forward_length", as: \.integer), vocabulary: embedding.rows,
            ropeBase: file.metadata["llama.rope.freq_base"]?.double ?? 10_000,
            normEpsilon: try file.required("llama.attention.layer_norm_rms_epsilon", as: \.double),
            contextLength: try file.required("llama.context_length", as: \.integer))
        if let problem = inconsistency {
            throw ModelFileError(
                .mismatched, file: file.url.path, place: "metadata", problem: problem, remedy: GGUFFile.remedy)
        }
        if let kept {
            guard (1...all).contains(kept) else {
                throw ModelFileError(
                    .mismatched, file: file.url.path, place: "metadata 'llama.block_count'",
                    problem: "is \(all), so the first \(kept) layers cannot be kept",
                    remedy: "Keep between 1 and \(all) layers.")
            }
            layers = kept
        }
    }
}
