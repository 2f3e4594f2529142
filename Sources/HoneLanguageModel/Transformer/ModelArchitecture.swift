/// The families of models that the runtime computes. They share one forward pass: RMSNorm before attention and MLP,
/// rotary positions, grouped-query attention, SiLU-gated MLP; what sets them apart stands here.
package enum ModelArchitecture: String, Sendable, Hashable, Codable, CaseIterable {
    /// Llama 1 to 3.2, TinyLlama, SmolLM2.
    case llama
    /// Qwen2 and Qwen2.5: biases on queries, keys and values.
    case qwen2
    /// Qwen3: an RMSNorm on every query and key head, before the rotation.
    case qwen3

    /// Whether query and key heads are normalised, each by itself, with weights that all heads share.
    package var normalizesHeads: Bool { self == .qwen3 }

    /// Whether the projections of queries, keys and values always have biases.
    var alwaysHasProjectionBiases: Bool { self == .qwen2 }

    /// Whether llama.cpp's files hold the rows of each query and key head with rotary pairs side by side, instead of
    /// all first halves before all second ones as Hugging Face's do.
    package var interleavesRotaryPairsInGGUF: Bool { self == .llama }

    /// For messages.
    static let supportedNames = "llama (SmolLM2, TinyLlama, Llama 2 to 3.2), qwen2 (Qwen2.5) and qwen3"
}
