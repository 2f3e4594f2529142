import Foundation
import HoneBase

extension PEFTConfiguration {
    private static let remedy = "Save the adapter again with PEFT's `save_pretrained`."

    /// Keys whose values change nothing about the weights' meaning once training is over.
    private static let harmless: Set<String> = [
        "alpha_pattern", "auto_mapping", "base_model_name_or_path", "bias", "ensure_weight_tying", "exclude_modules",
        "fan_in_fan_out", "inference_mode", "init_lora_weights", "layers_pattern", "layers_to_transform", "lora_alpha",
        "lora_dropout", "megatron_core", "peft_type", "peft_version", "qalora_group_size", "r", "rank_pattern",
        "revision", "runtime_config", "target_modules", "task_type", "use_rslora",
    ]

    /// What PEFT can do beside plain LoRA, with a way out.
    private static let refused: [(key: String, what: String, remedy: String)] = [
        ("use_dora", "weight decomposition (DoRA)", "Train with use_dora=False, or merge it into the base model."),
        ("modules_to_save", "modules trained as a whole", "Train low-rank matrices alone (modules_to_save=None)."),
        ("trainable_token_indices", "trained token embeddings", "Train low-rank matrices alone."),
        ("lora_bias", "trained biases", "Train with lora_bias=False."),
        ("layer_replication", "repeated layers", "Train without layer_replication."),
        ("alora_invocation_tokens", "activation by tokens (aLoRA)", "Train a plain LoRA."),
        ("target_parameters", "parameters outside linear layers", "Train the linear layers (target_modules)."),
        ("use_qalora", "QALoRA", "Train with use_qalora=False."),
        ("arrow_config", "routing between adapters (Arrow)", "Export a single adapter."),
    ]

    /// Initialisations after which the base model is the one that was loaded. Others (PiSSA, OLoRA, LoftQ, CorDA) change
    /// the base's weights, which the file does not hold.
    private static let plainInitializations: Set<String> = ["gaussian", "eva", "orthogonal"]

    /// Reads a configuration that PEFT or Hone wrote.
    ///
    /// - Throws: `ModelFileError`: no JSON, a value of the wrong kind, or something other than plain LoRA.
    init(contentsOf url: URL) throws(ModelFileError) {
        let mapping = try MappedFile(url: url, remedy: Self.remedy)
        let json: JSON
        do {
            json = try withExtendedLifetime(mapping) { () throws(JSONError) in try JSON(parsing: mapping.bytes) }
        } catch {
            throw ModelFileError(reading: error, file: url.path, remedy: Self.remedy)
        }
        guard let members = json.members else {
            throw ModelFileError(
                .malformed, file: url.path, place: "", problem: "is not a JSON object", remedy: Self.remedy)
        }
        let fields = Fields(
            values: Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }), path: url.path)
        try fields.checkKind(refused: Self.refused, harmless: Self.harmless, plain: Self.plainInitializations)
        self.init(
            baseModel: try fields.text("base_model_name_or_path"), rank: try fields.positive("r"),
            alpha: try fields.alpha("lora_alpha"), targets: try fields.selection("target_modules"))
        usesRankScaling = try fields.boolean("use_rslora")
        if let value = fields.values["exclude_modules"], !value.saysNothing {
            excluded = try fields.selection("exclude_modules")
        }
        layers = try fields.layers()
        layerLists = try fields.texts("layers_pattern")
        for (key, value) in try fields.object("rank_pattern") {
            guard let rank = value.integer, rank > 0 else { throw fields.wrong("rank_pattern") }
            ranks[key] = rank
        }
        for (key, value) in try fields.object("alpha_pattern") {
            guard let alpha = value.double else { throw fields.wrong("alpha_pattern") }
            alphas[key] = alpha
        }
    }

    /// The keys of one file, read with errors that name it.
    private struct Fields {
        let values: [String: JSON]
        let path: String

        func wrong(_ key: String, _ problem: String = "has a value of the wrong kind") -> ModelFileError {
            ModelFileError(.malformed, file: path, place: "'\(key)'", problem: problem, remedy: remedy)
        }

        private func unsupported(_ key: String, _ problem: String, _ remedy: String) -> ModelFileError {
            ModelFileError(
                .unsupported, file: path, place: ModelFileError.quoted(key), problem: problem, remedy: remedy)
        }

        func checkKind(
            refused: [(key: String, what: String, remedy: String)], harmless: Set<String>, plain: Set<String>
        ) throws(ModelFileError) {
            guard let type = try text("peft_type") else { throw wrong("peft_type", "is missing") }
            guard type == "LORA" else {
                throw unsupported(
                    "peft_type", "is \(ModelFileError.quoted(type)), only LORA is known", "Train a LoRA adapter.")
            }
            for (key, what, remedy) in refused where !(values[key]?.saysNothing ?? true) {
                throw unsupported(key, "asks for \(what), which Hone cannot apply", remedy)
            }
            if let bias = try text("bias"), bias != "none" {
                throw unsupported(
                    "bias", "is \(ModelFileError.quoted(bias)): Hone cannot apply trained biases",
                    "Train with bias=\"none\".")
            }
            if let name = values["init_lora_weights"]?.text, !plain.contains(name) {
                throw unsupported(
                    "init_lora_weights",
                    "is \(ModelFileError.quoted(name)), which changes the base model's weights too",
                    "Save it as plain LoRA: save_pretrained(..., path_initial_model_for_weight_conversion=...).")
            }
            let known = harmless.union(refused.map(\.key))
            for (key, value) in values.sorted(by: { $0.key < $1.key }) where !known.contains(key) && !value.saysNothing
            {
                throw unsupported(
                    key, "is not known to this version of Hone and may change what the weights mean",
                    "Train a plain LoRA, or remove the key if it has no effect.")
            }
        }

        func text(_ key: String) throws(ModelFileError) -> String? {
            switch values[key] ?? .null {
            case .null: return nil
            case .string(let value): return value
            default: throw wrong(key)
            }
        }

        func boolean(_ key: String) throws(ModelFileError) -> Bool {
            switch values[key] ?? .null {
            case .null: return false
            case .bool(let value): return value
            default: throw wrong(key)
            }
        }

        func positive(_ key: String) throws(ModelFileError) -> Int {
            guard let value = values[key] else { throw wrong(key, "is missing") }
            guard let number = value.integer, number > 0 else { throw wrong(key, "is not a positive whole number") }
            return number
        }

        func alpha(_ key: String) throws(ModelFileError) -> Double {
            guard let value = values[key] else { throw wrong(key, "is missing") }
            guard let number = value.double else { throw wrong(key) }
            return number
        }

        /// A text, a list of texts, or nothing.
        func texts(_ key: String) throws(ModelFileError) -> [String] {
            switch values[key] ?? .null {
            case .null: return []
            case .string(let value): return value.isEmpty ? [] : [value]
            case .array(let list):
                let result = list.compactMap(\.text)
                guard result.count == list.count else { throw wrong(key) }
                return result
            default: throw wrong(key)
            }
        }

        func selection(_ key: String) throws(ModelFileError) -> Selection {
            if let value = values[key]?.text {
                return value.lowercased() == "all-linear" ? .allLinear : .pattern(value)
            }
            let names = try texts(key)
            guard !names.isEmpty else { throw wrong(key, "is missing or empty") }
            return .names(names)
        }

        func object(_ key: String) throws(ModelFileError) -> [(key: String, value: JSON)] {
            switch values[key] ?? .null {
            case .null: return []
            case .object(let members): return members.map { ($0.name, $0.value) }
            default: throw wrong(key)
            }
        }

        /// `layers_to_transform`: a number, a list, or nothing; an empty list means all blocks.
        func layers() throws(ModelFileError) -> Set<Int>? {
            let key = "layers_to_transform"
            let list: [JSON]
            switch values[key] ?? .null {
            case .null: return nil
            case .array(let values): list = values
            case let value: list = [value]
            }
            var result: Set<Int> = []
            for value in list {
                guard let number = value.integer else { throw wrong(key) }
                result.insert(number)
            }
            return list.isEmpty ? nil : result
        }
    }
}

extension JSON {
    /// Null, false, zero, or empty.
    fileprivate var saysNothing: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .integer, .hugeInteger, .number: double == 0
        case .string(let value): value.isEmpty
        case .array(let values): values.isEmpty
        case .object(let members): members.isEmpty
        }
    }
}
