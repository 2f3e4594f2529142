/// The linear layers of a block that a low-rank update can be put on, named as in Hugging Face checkpoints.
package enum LoRATarget: String, Sendable, Hashable, Codable, CaseIterable {
    case query = "q_proj"
    case key = "k_proj"
    case value = "v_proj"
    case output = "o_proj"
    case gate = "gate_proj"
    case up = "up_proj"
    case down = "down_proj"

    /// The module's path inside a block of a checkpoint.
    package var modulePath: String {
        switch self {
        case .query, .key, .value, .output: "self_attn.\(rawValue)"
        case .gate, .up, .down: "mlp.\(rawValue)"
        }
    }
}

/// Low-rank adaptation (Hu et al., arXiv 2106.09685): y = x W^T + alpha / rank * x A^T B^T with A `[rank, in]`,
/// B `[out, rank]`.
package struct LoRAConfiguration: Sendable, Hashable, Codable {
    package let rank: Int
    package let alpha: Double
    /// In the order of `LoRATarget.allCases`, each once.
    package let targets: [LoRATarget]

    package init(rank: Int = 16, alpha: Double = 32, targets: [LoRATarget] = LoRATarget.allCases) {
        precondition(rank >= 1, "a LoRA rank is at least 1")
        self.rank = rank
        self.alpha = alpha
        self.targets = LoRATarget.allCases.filter(targets.contains)
    }

    package var scale: Float { Float(alpha / Double(rank)) }
}
