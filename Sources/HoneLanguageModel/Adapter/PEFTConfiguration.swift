/// PEFT's `adapter_config.json`: the keys that decide what the weights mean.
///
/// Reference: https://huggingface.co/docs/peft/package_reference/lora
struct PEFTConfiguration: Sendable, Equatable {
    /// How modules of the base model are named.
    enum Selection: Sendable, Equatable {
        /// A module whose whole name or last parts are one of these.
        case names([String])
        /// A regular expression of the whole name.
        case pattern(String)
        /// `all-linear`: every linear layer but the output.
        case allLinear
    }

    static let fileName = "adapter_config.json"

    var baseModel: String?
    var rank: Int
    var alpha: Double
    /// Divides alpha by the root of the rank (rsLoRA) instead of by the rank.
    var usesRankScaling = false
    var targets: Selection
    var excluded: Selection?
    /// Blocks that have modules; all of them if nil.
    var layers: Set<Int>?
    /// What the list of blocks is called, where `layers` counts in it; any list if empty.
    var layerLists: [String] = []
    /// Ranks and alphas of some modules, keyed by a regular expression of the end of their names.
    var ranks: [String: Int] = [:]
    var alphas: [String: Double] = [:]

    /// The configuration of one of Hone's own adapters.
    init(_ card: AdapterCard) {
        baseModel = card.baseModel
        rank = card.lora.rank
        alpha = card.lora.alpha
        targets = .names(card.lora.targets.map(\.rawValue))
        layers = Set(0..<card.layers)
    }

    /// Whether it says of the low-rank matrices what the card of one of Hone's own adapters says.
    func agrees(with card: AdapterCard) -> Bool {
        guard case .names(let names) = targets else { return false }
        return rank == card.lora.rank && alpha == card.lora.alpha && !usesRankScaling
            && Set(names) == Set(card.lora.targets.map(\.rawValue)) && layers == Set(0..<card.layers)
            && excluded == nil && ranks.isEmpty && alphas.isEmpty
    }

    init(baseModel: String?, rank: Int, alpha: Double, targets: Selection) {
        self.baseModel = baseModel
        self.rank = rank
        self.alpha = alpha
        self.targets = targets
    }
}

/// What is written for Hone's own adapters.
extension PEFTConfiguration: Encodable {
    private enum Key: String, CodingKey {
        case type = "peft_type"
        case baseModel = "base_model_name_or_path"
        case rank = "r"
        case alpha = "lora_alpha"
        case dropout = "lora_dropout"
        case bias
        case targets = "target_modules"
        case layers = "layers_to_transform"
        case isForInference = "inference_mode"
        case isTransposed = "fan_in_fan_out"
        case usesRankScaling = "use_rslora"
        case usesWeightDecomposition = "use_dora"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("LORA", forKey: .type)
        try container.encode(baseModel, forKey: .baseModel)
        try container.encode(rank, forKey: .rank)
        try container.encode(alpha, forKey: .alpha)
        try container.encode(0, forKey: .dropout)
        try container.encode("none", forKey: .bias)
        switch targets {
        case .names(let names): try container.encode(names, forKey: .targets)
        case .pattern(let pattern): try container.encode(pattern, forKey: .targets)
        case .allLinear: try container.encode("all-linear", forKey: .targets)
        }
        try container.encode(layers?.sorted(), forKey: .layers)
        try container.encode(true, forKey: .isForInference)
        try container.encode(false, forKey: .isTransposed)
        try container.encode(usesRankScaling, forKey: .usesRankScaling)
        try container.encode(false, forKey: .usesWeightDecomposition)
    }
}
