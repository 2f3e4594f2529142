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
