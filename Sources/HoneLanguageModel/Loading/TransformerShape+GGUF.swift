extension TransformerShape {
    /// The tensor with a divisor for each rotary frequency, `[headDimension / 2]`; models with Llama 3's scaling have it.
    static let rotaryDivisors = "rope_freqs.weight"

    /// What a GGUF file's metadata state.
    ///
    /// - Throws: `ModelFileError` if the architecture is none of ours, something is asked for that the runtime does not
    ///   compute, a key is missing or the figures cannot be.
    package init(_ file: GGUFFile) throws(ModelFileError) {
        let name = try file.required("general.architecture", as: \.text)
        guard let architecture = ModelArchitecture(rawValue: name) else {
            throw ModelFileError(
                .unsupported, file: file.url.path, place: "metadata 'general.architecture'",
                problem: "is \(ModelFileError.quoted(name)), which this runtime does not compute",
                remedy: "Use a model of \(ModelArchitecture.supportedNames).")
        }
        let metadata = ModelMetadata(file: file, architecture: architecture)
        let heads = try metadata.integer("attention.head_count")
        let hidden = try metadata.integer("embedding_length")
        let keyLength = try metadata.integerIfPresent("attention.key_length")
        let rotated = try metadata.integerIfPresent("rope.dimension_count")
        let headDimension = keyLength ?? rotated ?? (heads > 0 ? hidden / heads : 0)
        self.init(
            architecture: architecture, layers: try metadata.integer("block_count"), hidden: hidden, heads: heads,
            kvHeads: try metadata.integerIfPresent("attention.head_count_kv") ?? heads, headDimension: headDimension,
            mlp: try metadata.integer("feed_forward_length"),
            vocabulary: try file.requiredTensor("token_embd.weight").rows,
            ropeBase: try metadata.realIfPresent("rope.freq_base") ?? 10_000,
            ropeScaling: try metadata.rotaryScaling(),
            normEpsilon: try metadata.real("attention.layer_norm_rms_epsilon"),
            contextLength: try metadata.integer("context_length"))
        try metadata.refuseWhatIsNotComputed(headDimension: headDimension, contextLength: contextLength)
        try check(file: file.url.path, place: "metadata", remedy: GGUFFile.remedy)
    }

    /// - Throws: `ModelFileError` (`mismatched`) if the figures cannot belong to a model.
    func check(file: String, place: String, remedy: String) throws(ModelFileError) {
        if let problem = inconsistency {
            throw ModelFileError(.mismatched, file: file, place: place, problem: problem, remedy: remedy)
        }
    }

    /// The same model with its first `count` blocks alone (all if nil).
    ///
    /// - Throws: `ModelFileError` (`mismatched`) if it has fewer; `file` is named.
    func truncated(to count: Int?, of file: String) throws(ModelFileError) -> TransformerShape {
        guard let count else { return self }
        guard (1...layers).contains(count) else {
            throw ModelFileError(
                .mismatched, file: file, place: "the number of blocks",
                problem: "is \(layers), so the first \(count) layers cannot be kept",
                remedy: "Keep between 1 and \(layers) layers.")
        }
        var result = self
        result.layers = count
        return result
    }
}

/// A GGUF file's metadata under its architecture's prefix.
private struct ModelMetadata {
    let file: GGUFFile
    let architecture: ModelArchitecture

    func key(_ suffix: String) -> String { "\(architecture.rawValue).\(suffix)" }

    func integer(_ suffix: String) throws(ModelFileError) -> Int { try file.required(key(suffix), as: \.integer) }

    func real(_ suffix: String) throws(ModelFileError) -> Double { try file.required(key(suffix), as: \.double) }

    func integerIfPresent(_ suffix: String) throws(ModelFileError) -> Int? {
        file.metadata[key(suffix)] == nil ? nil : try integer(suffix)
    }

    func realIfPresent(_ suffix: String) throws(ModelFileError) -> Double? {
        file.metadata[key(suffix)] == nil ? nil : try real(suffix)
    }

    func unsupported(_ place: String, _ problem: String) -> ModelFileError {
        ModelFileError(
            .unsupported, file: file.url.path, place: place, problem: problem,
            remedy: "Use a plain model of \(ModelArchitecture.supportedNames).")
    }

    func rotaryScaling() throws(ModelFileError) -> RotaryScaling {
        let stated = file.metadata[key("rope.scaling.type")]?.text ?? "none"
        // What llama.cpp's early converters wrote for a linear factor.
        let early = try realIfPresent("rope.scale_linear") ?? 1
        if file.tensor(named: TransformerShape.rotaryDivisors) != nil {
            guard stated == "none", early == 1 else {
                throw unsupported(
                    "tensor '\(TransformerShape.rotaryDivisors)'",
                    "stands beside a rotary scaling of type \(ModelFileError.quoted(stated))")
            }
            return .divisors(try file.dequantized(TransformerShape.rotaryDivisors))
        }
        switch stated {
        case "none": return early == 1 ? .none : .linear(factor: early)
        case "linear": return .linear(factor: try real("rope.scaling.factor"))
        case "yarn":
            let factor = try real("rope.scaling.factor")
            let older = try realIfPresent("rope.scaling.attn_factor")
            let stretch = try realIfPresent("rope.scaling.yarn_attn_factor") ?? older ?? 1
            return .yarn(
                factor: factor, trainedLength: try integer("rope.scaling.original_context_length"),
                fastTurns: try realIfPresent("rope.scaling.yarn_beta_fast") ?? 32,
                slowTurns: try realIfPresent("rope.scaling.yarn_beta_slow") ?? 1,
                amplitude: stretch * RotaryScaling.yarnAmplitude(factor: factor))
        default:
            throw unsupported(
                "metadata '\(key("rope.scaling.type"))'",
                "is \(ModelFileError.quoted(stated)); none, linear and yarn are computed")
        }
    }

    /// What some files of these architectures ask for and this runtime leaves to others.
    func refuseWhatIsNotComputed(headDimension: Int, contextLength: Int) throws(ModelFileError) {
        func refuse(_ suffix: String, unless isFine: (Int) -> Bool, _ problem: String) throws(ModelFileError) {
            if let value = try integerIfPresent(suffix), !isFine(value) {
                throw unsupported("metadata '\(key(suffix))'", "is \(value): \(problem)")
            }
        }
        try refuse("expert_count", unless: { $0 == 0 }, "mixtures of experts are not computed")
        try refuse(
            "rope.dimension_count", unless: { $0 == headDimension },
            "a rotation of part of each head (\(headDimension) wide) is not computed")
        try refuse(
            "attention.value_length", unless: { $0 == headDimension },
            "values of another width than keys (\(headDimension)) are not computed")
        try refuse(
            "attention.sliding_window", unless: { $0 == 0 || $0 >= contextLength },
            "attention within a sliding window is not computed")
    }
}
