import HoneBase

/// What the settings of a `tokenizer.json` mean here.
extension TokenizerFile {
    /// Component by component, as they work together.
    struct Settings: Sendable {
        var preTokenizer = PreTokenizer.none
        var normalizer = TextNormalizer()
        /// Whether words are spelt in GPT-2's byte alphabet.
        var isByteLevel = false
        /// Whether decoding reads `<0x0A>` as a byte.
        var readsFallbackBytes = false
        var leadingBlank = Tokenizer.LeadingBlank.kept
        var prefix: [Int] = []
        var suffix: [Int] = []
    }

    func settings() throws(ModelFileError) -> Settings {
        var settings = Settings()
        try readNormalizer(try section("normalizer"), "normalizer", into: &settings)
        try readPreTokenizer(try section("pre_tokenizer"), into: &settings)
        try readDecoder(try section("decoder"), into: &settings)
        try readPostProcessor(try section("post_processor"), "post_processor", into: &settings)
        return settings
    }

    // MARK: Normalizers

    private func readNormalizer(
        _ value: JSON, _ place: String, into settings: inout Settings
    ) throws(ModelFileError) {
        if value.isNull { return }
        switch try type(of: value, place) {
        case "Sequence":
            for (index, part) in try parts(value, "normalizers", place).enumerated() {
                try readNormalizer(part, "\(place)[\(index)]", into: &settings)
            }
        case "NFC":
            try allow([], in: value, place)
            settings.normalizer.steps.append(.canonicalComposition)
        case "Prepend":
            try allow(["prepend"], in: value, place)
            settings.normalizer.steps.append(.prepend(Array(try text("prepend", of: value, place).utf8)))
        case "Replace":
            try allow(["pattern", "content"], in: value, place)
            let (pattern, content) = try replacement(value, place)
            settings.normalizer.steps.append(.replace(pattern, with: content))
        case let other: throw unsupported(place, "is \(ModelFileError.quoted(other)), a normalizer unknown to Hone")
        }
    }

    private func replacement(_ value: JSON, _ place: String) throws(ModelFileError) -> ([UInt8], [UInt8]) {
        guard let pattern = value["pattern"]?["String"]?.text, !pattern.isEmpty else {
            throw unsupported(place, "replaces something else than a plain text")
        }
        return (Array(pattern.utf8), Array(try text("content", of: value, place).utf8))
    }

    // MARK: Pre-tokenizers

    /// The published expressions that `WordScanner` spells out.
    private static let expressions: [String: PreTokenizer] = [
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#:
            .llama3,
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#:
            .qwen2,
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#: .gpt2,
    ]

    private func readPreTokenizer(_ value: JSON, into settings: inout Settings) throws(ModelFileError) {
        let place = "pre_tokenizer"
        if value.isNull { return }
        let isSequence = try type(of: value, place) == "Sequence"
        let steps = isSequence ? try parts(value, "pretokenizers", place) : [value]
        var cuts: [PreTokenizer] = []
        var digitsApart = false
        for (index, step) in steps.enumerated() {
            let place = isSequence ? "\(place)[\(index)]" : place
            let type = try type(of: step, place)
            // Whatever cuts stands before the change into bytes, and only the digits before another cut.
            guard !settings.isByteLevel, cuts.isEmpty || type == "ByteLevel" else {
                throw unsupported(place, "\(ModelFileError.quoted(type)) behind another step")
            }
            switch type {
            case "Digits":
                try allow(["individual_digits"], in: step, place)
                guard step["individual_digits"]?.bool == true, !digitsApart else {
                    throw unsupported(place, "'Digits' without individual_digits")
                }
                digitsApart = true
            case "Split": cuts.append(try expression(of: step, place))
            case "ByteLevel":
                try allow(["add_prefix_space", "trim_offsets", "use_regex"], in: step, place)
                guard step["add_prefix_space"]?.bool == false else {
                    throw unsupported(place, "'ByteLevel' with add_prefix_space")
                }
                if step["use_regex"]?.bool ?? true { cuts.append(.gpt2) }
                settings.isByteLevel = true
            case "Metaspace": cuts.append(try metaspace(step, place, into: &settings))
            default: throw unsupported(place, "is \(ModelFileError.quoted(type)), a pre-tokenizer unknown to Hone")
            }
        }
        switch (cuts.count, digitsApart) {
        case (0, false): settings.preTokenizer = .none
        case (1, false): settings.preTokenizer = cuts[0]
        case (1, true) where cuts[0] == .gpt2: settings.preTokenizer = .smolLM
        default: throw unsupported(place, "combines steps in a way unknown to Hone")
        }
    }

    private func expression(of step: JSON, _ place: String) throws(ModelFileError) -> PreTokenizer {
        try allow(["pattern", "behavior", "invert"], in: step, place)
        guard let pattern = step["pattern"]?["Regex"]?.text, let known = Self.expressions[pattern] else {
            let pattern = step["pattern"]?["Regex"]?.text ?? step["pattern"]?["String"]?.text ?? ""
            throw unsupported(place, "splits by \(ModelFileError.quoted(pattern, limit: 200)), unknown to Hone")
        }
        // The expressions match every character, so that nothing is left for the two ways to differ in.
        let isolates = step["behavior"]?.text == "Isolated" && step["invert"]?.bool != true
        let removes = step["behavior"]?.text == "Removed" && step["invert"]?.bool == true
        guard isolates || removes else { throw unsupported(place, "'Split' with another behavior than Isolated") }
        return known
    }

    private func metaspace(
        _ step: JSON, _ place: String, into settings: inout Settings
    ) throws(ModelFileError) -> PreTokenizer {
        try allow(["replacement", "prepend_scheme", "split", "add_prefix_space"], in: step, place)
        guard step["replacement"]?.text == "\u{2581}" else {
            throw unsupported(place, "'Metaspace' with another mark than U+2581")
        }
        settings.normalizer.steps.append(.replace([UInt8(ascii: " ")], with: TextNormalizer.mark))
        switch try prependScheme(step, place) {
        case "always": settings.normalizer.steps.append(.mark(TextNormalizer.mark, onlyFirst: false))
        case "first": settings.normalizer.steps.append(.mark(TextNormalizer.mark, onlyFirst: true))
        default: break
        }
        return step["split"]?.bool ?? true ? .everySpaceMark : .none
    }

    private func prependScheme(_ step: JSON, _ place: String) throws(ModelFileError) -> String {
        let scheme = step["prepend_scheme"]?.text ?? (step["add_prefix_space"]?.bool == false ? "never" : "always")
        guard ["always", "first", "never"].contains(scheme) else {
            throw unsupported(place, "has prepend_scheme \(ModelFileError.quoted(scheme))")
        }
        return scheme
    }

    // MARK: Decoders

    private func readDecoder(_ value: JSON, into settings: inout Settings) throws(ModelFileError) {
        let place = "decoder"
        if settings.isByteLevel {
            guard try type(of: value, place) == "ByteLevel" else {
                throw unsupported(place, "is not 'ByteLevel' though the pre-tokenizer is")
            }
            return
        }
        if try type(of: value, place) == "Metaspace" {
            try allow(["replacement", "prepend_scheme", "split", "add_prefix_space"], in: value, place)
            settings.leadingBlank = try prependScheme(value, place) == "never" ? .kept : .firstTokenDropped
            return
        }
        guard try type(of: value, place) == "Sequence" else {
            throw unsupported(place, "is \(ModelFileError.quoted(try type(of: value, place))), unknown to Hone")
        }
        settings.readsFallbackBytes = true
        var steps: [String] = []
        for (index, step) in try parts(value, "decoders", place).enumerated() {
            let place = "\(place)[\(index)]"
            let type = try type(of: step, place)
            switch type {
            case "Replace":
                try allow(["pattern", "content"], in: step, place)
                guard try replacement(step, place) == (TextNormalizer.mark, [UInt8(ascii: " ")]) else {
                    throw unsupported(place, "replaces something else than U+2581 by a blank")
                }
            case "ByteFallback", "Fuse": try allow([], in: step, place)
            case "Strip":
                try allow(["content", "start", "stop"], in: step, place)
                guard step["content"]?.text == " ", step["start"]?.integer == 1, step["stop"]?.integer == 0 else {
                    throw unsupported(place, "strips something else than one blank in front")
                }
                settings.leadingBlank = .firstDropped
            default: throw unsupported(place, "is \(ModelFileError.quoted(type)), a decoder unknown to Hone")
            }
            steps.append(type)
        }
        guard steps.starts(with: ["Replace", "ByteFallback", "Fuse"]), steps.dropFirst(3).allSatisfy({ $0 == "Strip" }),
            steps.count <= 4
        else {
            throw unsupported(
                place, "has the steps \(steps.prefix(8)), expected are Replace, ByteFallback, Fuse, Strip")
        }
    }

    // MARK: Post-processors

    private func readPostProcessor(
        _ value: JSON, _ place: String, into settings: inout Settings
    ) throws(ModelFileError) {
        if value.isNull { return }
        switch try type(of: value, place) {
        case "ByteLevel": break  // concerns offsets alone
        case "Sequence":
            for (index, part) in try parts(value, "processors", place).enumerated() {
                try readPostProcessor(part, "\(place)[\(index)]", into: &settings)
            }
        case "TemplateProcessing":
            try allow(["single", "pair", "special_tokens"], in: value, place)
            var isBehind = false
            let special = Dictionary(value["special_tokens"]?.members?.map { ($0.name, $0.value) } ?? []) { $1 }
            for piece in value["single"]?.elements ?? [] {
                if piece["Sequence"]?["id"]?.text == "A", !isBehind {
                    isBehind = true
                    continue
                }
                guard let name = piece["SpecialToken"]?["id"]?.text,
                    let numbers = special[name]?["ids"]?.elements?.map(\.integer)
                else { throw unsupported(place, "has a template of an unknown form") }
                let tokens = numbers.compactMap { $0 }
                guard tokens.count == numbers.count else { throw malformed(place, "numbers a token strangely") }
                if isBehind { settings.suffix += tokens } else { settings.prefix += tokens }
            }
            guard isBehind else { throw malformed(place, "has a template without the text") }
        case let other: throw unsupported(place, "is \(ModelFileError.quoted(other)), a post-processor unknown to Hone")
        }
    }

    // MARK: Reading

    private func type(of value: JSON, _ place: String) throws(ModelFileError) -> String {
        if value.isNull { throw unsupported(place, "is missing") }
        return try text("type", of: value, place)
    }

    private func text(_ name: String, of value: JSON, _ place: String) throws(ModelFileError) -> String {
        guard let text = value[name]?.text else { throw malformed(place, "lacks the text '\(name)'") }
        return text
    }

    private func parts(_ value: JSON, _ name: String, _ place: String) throws(ModelFileError)
        -> [JSON]
    {
        try allow([name], in: value, place)
        guard let parts = value[name]?.elements else { throw malformed(place, "lacks the list '\(name)'") }
        return parts
    }

    /// A setting of another name may change what the component does.
    private func allow(_ names: Set<String>, in value: JSON, _ place: String) throws(ModelFileError) {
        guard let members = value.members else { throw malformed(place, "is not an object") }
        for member in members where member.name != "type" && !names.contains(member.name) && !member.value.isNull {
            throw unsupported(place, "has the setting \(ModelFileError.quoted(member.name)), unknown to Hone")
        }
    }
}
