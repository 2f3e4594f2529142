/// PEFT's `adapter_config.json`: the keys that decide what the weights mean.
struct PEFTConfiguration: Codable {
    var type = "LORA"
    var baseModel: String
    var rank: Int
    var alpha: Double
    var dropout = 0.0
    var bias = "none"
    var targets: [String]
    var layers: [Int]?
    var isForInference = true
    var isTransposed = false
    var usesRankScaling: Bool?
    var usesWeightDecomposition: Bool?

    private enum CodingKeys: String, CodingKey {
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

    init(_ card: AdapterCard) {
        baseModel = card.baseModel
        rank = card.lora.rank
        alpha = card.lora.alpha
        targets = card.lora.targets.map(\.rawValue)
        layers = Array(0..<card.layers)
        usesRankScaling = false
        usesWeightDecomposition = false
    }
}
