extension TransformerShape {
    /// What a checkpoint's configuration states.
    ///
    /// - Parameter file: path of `config.json`.
    /// - Throws: `ModelFileError` if the architecture is none of ours, something is asked for that the runtime does not
    ///   compute, a field is missing or the figures cannot be.
    init(_ configuration: CheckpointConfiguration, file: String) throws(ModelFileError) {
        func unsupported(_ place: String, _ problem: String) -> ModelFileError {
            ModelFileError(
                .unsupported, file: file, place: place, problem: problem,
                remedy: "Use a plain model of \(ModelArchitecture.supportedNames).")
        }
        func required<Value>(_ value: Value?, _ name: String) throws(ModelFileError) -> Value {
            guard let value else {
                throw ModelFileError(
                    .mismatched, file: file, place: "'\(name)'", problem: "is missing", remedy: Checkpoint.remedy)
            }
            return value
        }
        let type = try required(configuration.modelType, "model_type")
        guard let architecture = ModelArchitecture(rawValue: type) else {
            throw unsupported(
                "'model_type'",
                "is \(ModelFileError.quoted(type)), which this runtime does not compute")
        }
        if configuration.quantization != nil {
            throw unsupported(
                "'quantization_config'", "the checkpoint's weights are quantised; F32, F16 and BF16 are read")
        }
        if let activation = configuration.activation, activation != "silu" {
            throw unsupported("'hidden_act'", "is \(ModelFileError.quoted(activation)), only 'silu' is computed")
        }
        let slidingLayer = configuration.layerTypes?.first { $0 != "full_attention" }
        if configuration.usesSlidingWindow == true || slidingLayer != nil {
            throw unsupported(
                slidingLayer == nil ? "'use_sliding_window'" : "'layer_types'",
                "asks for \(slidingLayer.map { ModelFileError.quoted($0) } ?? "a sliding window"), only attention to all earlier positions is computed"
            )
        }
        let partial = configuration.partialRotaryFactor ?? configuration.ropeParameters?.partialRotaryFactor ?? 1
        if partial != 1 {
            throw unsupported("'partial_rotary_factor'", "is \(partial), only whole heads are rotated")
        }
        let heads = try required(configuration.heads, "num_attention_heads")
        let hidden = try required(configuration.hiddenSize, "hidden_size")
        let contextLength = try required(configuration.contextLength, "max_position_embeddings")
        let rotary = configuration.ropeParameters ?? configuration.ropeScaling
        self.init(
            architecture: architecture, layers: try required(configuration.layers, "num_hidden_layers"),
            hidden: hidden, heads: heads, kvHeads: configuration.kvHeads ?? heads,
            headDimension: configuration.headDimension
                ?? (architecture == .qwen3 ? 128 : heads > 0 ? hidden / heads : 0),
            mlp: try required(configuration.intermediateSize, "intermediate_size"),
            vocabulary: try required(configuration.vocabulary, "vocab_size"),
            ropeBase: rotary?.base ?? configuration.ropeBase ?? 10_000,
            ropeScaling: try RotaryScaling(rotary, contextLength: contextLength, file: file),
            normEpsilon: configuration.normEpsilon ?? 1e-6, contextLength: contextLength)
        try check(file: file, place: "", remedy: Checkpoint.remedy)
    }
}

extension RotaryScaling {
    /// What `rope_parameters` or `rope_scaling` ask for.
    ///
    /// - Throws: `ModelFileError` for a kind that is not computed or a figure that is missing.
    init(_ rotary: CheckpointConfiguration.Rotary?, contextLength: Int, file: String) throws(ModelFileError) {
        guard let rotary, let type = rotary.type ?? rotary.olderType, type != "default" else {
            self = .none
            return
        }
        func failure(_ kind: ModelFileError.Kind, _ name: String, _ problem: String) -> ModelFileError {
            ModelFileError(
                kind, file: file, place: "rotary scaling, '\(name)'", problem: problem,
                remedy: "The kinds linear, llama3 and yarn are computed, with the figures that transformers writes.")
        }
        func required<Value>(_ value: Value?, _ name: String) throws(ModelFileError) -> Value {
            guard let value else { throw failure(.mismatched, name, "is missing") }
            return value
        }
        switch type {
        case "linear": self = .linear(factor: try required(rotary.factor, "factor"))
        case "llama3":
            self = .llama3(
                factor: try required(rotary.factor, "factor"),
                lowBound: try required(rotary.lowFrequencyFactor, "low_freq_factor"),
                highBound: try required(rotary.highFrequencyFactor, "high_freq_factor"),
                trainedLength: try required(rotary.trainedLength, "original_max_position_embeddings"))
        case "yarn":
            if rotary.scale != nil || rotary.scaleOfAllDimensions != nil || rotary.truncates == false {
                throw failure(.unsupported, "mscale, mscale_all_dim, truncate", "are not computed")
            }
            let factor = try required(rotary.factor, "factor")
            self = .yarn(
                factor: factor, trainedLength: rotary.trainedLength ?? contextLength,
                fastTurns: rotary.fastTurns ?? 32, slowTurns: rotary.slowTurns ?? 1,
                amplitude: rotary.amplitude ?? Self.yarnAmplitude(factor: factor))
        default: throw failure(.unsupported, "rope_type", "is \(ModelFileError.quoted(type))")
        }
    }
}
