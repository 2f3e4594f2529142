/// PEFT's `adapter_config.json`: the keys that decide what the weights mean.
struct PEFTConfiguration: Codable {
    var peft_type = "LORA"
    var base_model_name_or_path: String
    var r: Int
    var lora_alpha: Double
    var lora_dropout = 0.0
    var bias = "none"
    var target_modules: [String]
    var layers_to_transform: [Int]?
    var inference_mode = true
    var fan_in_fan_out = false
    var use_rslora: Bool?
    var use_dora: Bool?

    init(_ card: AdapterCard) {
        base_model_name_or_path = card.baseModel
        r = card.lora.rank
        lora_alpha = card.lora.alpha
        target_modules = card.lora.targets.map(\.rawValue)
        layers_to_transform = Array(0..<card.layers)
        use_rslora = false
        use_dora = false
    }
}
