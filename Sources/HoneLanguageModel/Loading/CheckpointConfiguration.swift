import Foundation

/// A checkpoint's `config.json`, as far as it decides the computation. Every field may be missing; defaults are those of
/// transformers for the model's type.
struct CheckpointConfiguration: Decodable, Sendable {
    var modelType: String?
    var hiddenSize: Int?
    var intermediateSize: Int?
    var layers: Int?
    var heads: Int?
    var kvHeads: Int?
    var headDimension: Int?
    var vocabulary: Int?
    var contextLength: Int?
    var normEpsilon: Double?
    var activation: String?
    var tiesOutput: Bool?
    var attentionBias: Bool?
    var mlpBias: Bool?
    var usesSlidingWindow: Bool?
    var layerTypes: [String]?
    var partialRotaryFactor: Double?
    var ropeBase: Double?
    /// The older place of the rotary settings, and the newer one, which holds the base too.
    var ropeScaling: Rotary?
    var ropeParameters: Rotary?
    /// Anything here means quantised weights.
    var quantization: Present?

    private enum CodingKeys: String, CodingKey {
        case modelType = "model_type"
        case hiddenSize = "hidden_size"
        case intermediateSize = "intermediate_size"
        case layers = "num_hidden_layers"
        case heads = "num_attention_heads"
        case kvHeads = "num_key_value_heads"
        case headDimension = "head_dim"
        case vocabulary = "vocab_size"
        case contextLength = "max_position_embeddings"
        case normEpsilon = "rms_norm_eps"
        case activation = "hidden_act"
        case tiesOutput = "tie_word_embeddings"
        case attentionBias = "attention_bias"
        case mlpBias = "mlp_bias"
        case usesSlidingWindow = "use_sliding_window"
        case layerTypes = "layer_types"
        case partialRotaryFactor = "partial_rotary_factor"
        case ropeBase = "rope_theta"
        case ropeScaling = "rope_scaling"
        case ropeParameters = "rope_parameters"
        case quantization = "quantization_config"
    }

    /// A value of which only its being there matters.
    struct Present: Decodable, Sendable {
        init(from decoder: any Decoder) throws {}
    }

    struct Rotary: Decodable, Sendable {
        var type: String?
        var olderType: String?
        var base: Double?
        var factor: Double?
        var lowFrequencyFactor: Double?
        var highFrequencyFactor: Double?
        var trainedLength: Int?
        var fastTurns: Double?
        var slowTurns: Double?
        var amplitude: Double?
        var partialRotaryFactor: Double?
        var scale: Double?
        var scaleOfAllDimensions: Double?
        var truncates: Bool?

        private enum CodingKeys: String, CodingKey {
            case type = "rope_type"
            case olderType = "type"
            case base = "rope_theta"
            case factor
            case lowFrequencyFactor = "low_freq_factor"
            case highFrequencyFactor = "high_freq_factor"
            case trainedLength = "original_max_position_embeddings"
            case fastTurns = "beta_fast"
            case slowTurns = "beta_slow"
            case amplitude = "attention_factor"
            case partialRotaryFactor = "partial_rotary_factor"
            case scale = "mscale"
            case scaleOfAllDimensions = "mscale_all_dim"
            case truncates = "truncate"
        }
    }

    /// - Throws: `ModelFileError` (`malformed`) naming the place.
    init(json: Data, file: String) throws(ModelFileError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: json)
        } catch {
            let problem =
                switch error as? DecodingError {
                case .typeMismatch(_, let context), .valueNotFound(_, let context):
                    "has a value of the wrong kind at \(ModelFileError.quoted(context.codingPath.map(\.stringValue).joined(separator: ".")))"
                default: "is not the JSON of a model's configuration"
                }
            throw ModelFileError(
                .malformed, file: file, place: "", problem: problem, remedy: Checkpoint.remedy)
        }
    }
}
