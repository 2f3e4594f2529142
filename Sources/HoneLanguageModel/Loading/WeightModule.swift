/// A module of a transformer that has weights of its own in model files.
enum WeightModule: Sendable, Hashable {
    case embedding
    case finalNorm
    /// The output matrix where it is not the embedding.
    case output
    case block(Int, BlockModule)

    /// The row-major shape of its weights.
    func weightShape(_ shape: TransformerShape) -> [Int] {
        switch self {
        case .embedding, .output: [shape.vocabulary, shape.hidden]
        case .finalNorm: [shape.hidden]
        case .block(_, let module): module.weightShape(shape)
        }
    }
}

/// One of a block's modules, with its names in GGUF files and in Hugging Face checkpoints.
enum BlockModule: Sendable, Hashable, CaseIterable {
    case attentionNorm, query, key, value, queryNorm, keyNorm, attentionOutput, mlpNorm, gate, up, down

    var nameInGGUF: String {
        switch self {
        case .attentionNorm: "attn_norm"
        case .query: "attn_q"
        case .key: "attn_k"
        case .value: "attn_v"
        case .queryNorm: "attn_q_norm"
        case .keyNorm: "attn_k_norm"
        case .attentionOutput: "attn_output"
        case .mlpNorm: "ffn_norm"
        case .gate: "ffn_gate"
        case .up: "ffn_up"
        case .down: "ffn_down"
        }
    }

    var nameInCheckpoint: String {
        switch self {
        case .attentionNorm: "input_layernorm"
        case .query: "self_attn.q_proj"
        case .key: "self_attn.k_proj"
        case .value: "self_attn.v_proj"
        case .queryNorm: "self_attn.q_norm"
        case .keyNorm: "self_attn.k_norm"
        case .attentionOutput: "self_attn.o_proj"
        case .mlpNorm: "post_attention_layernorm"
        case .gate: "mlp.gate_proj"
        case .up: "mlp.up_proj"
        case .down: "mlp.down_proj"
        }
    }

    /// Whether it is a linear layer, which may have a bias.
    var isLinear: Bool {
        switch self {
        case .query, .key, .value, .attentionOutput, .gate, .up, .down: true
        case .attentionNorm, .queryNorm, .keyNorm, .mlpNorm: false
        }
    }

    func weightShape(_ shape: TransformerShape) -> [Int] {
        switch self {
        case .attentionNorm, .mlpNorm: [shape.hidden]
        case .queryNorm, .keyNorm: [shape.headDimension]
        case .query: [shape.queryWidth, shape.hidden]
        case .key, .value: [shape.keyWidth, shape.hidden]
        case .attentionOutput: [shape.hidden, shape.queryWidth]
        case .gate, .up: [shape.mlp, shape.hidden]
        case .down: [shape.hidden, shape.mlp]
        }
    }

    /// Those that blocks of an architecture have.
    static func all(of architecture: ModelArchitecture) -> [BlockModule] {
        allCases.filter { architecture.normalizesHeads || ($0 != .queryNorm && $0 != .keyNorm) }
    }
}
