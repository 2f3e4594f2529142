import Foundation
import HoneBase

extension Tokenizer {
    static let fileName = "tokenizer.json"
    static let configurationFileName = "tokenizer_config.json"

    /// The tokenizer of a checkpoint's folder: `tokenizer.json` and, if it is there, `tokenizer_config.json`, which
    /// names the tokens that begin and end a text.
    ///
    /// - Throws: `ModelFileError` naming the component that Hone does not know or the place that is damaged.
    package init(checkpoint folder: URL) throws(ModelFileError) {
        let configuration = folder.appendingPathComponent(Self.configurationFileName)
        try self.init(
            json: folder.appendingPathComponent(Self.fileName),
            configuration: FileManager.default.fileExists(atPath: configuration.path) ? configuration : nil)
    }

    /// The tokenizer of a `tokenizer.json`.
    ///
    /// - Parameter configuration: the `tokenizer_config.json` beside it.
    package init(json url: URL, configuration: URL? = nil) throws(ModelFileError) {
        let settings = try configuration.map { (url) throws(ModelFileError) in
            try TokenizerConfiguration(MappedFile(url: url, remedy: Self.remedy))
        }
        try self.init(MappedFile(url: url, remedy: Self.remedy), settings)
    }

    /// The tokenizer of a `tokenizer.json` that is in memory already; `name` stands for the file in errors.
    package init(json contents: [UInt8], name: String) throws(ModelFileError) {
        try self.init(MappedFile(copying: contents, path: name), nil)
    }

    private init(_ mapping: MappedFile, _ configuration: TokenizerConfiguration?) throws(ModelFileError) {
        do {
            try self.init(reading: mapping, configuration)
        } catch {
            throw ModelFileError(reading: error, file: mapping.path, remedy: Self.remedy)
        }
    }

    private init(reading mapping: MappedFile, _ configuration: TokenizerConfiguration?) throws {
        defer { withExtendedLifetime(mapping) {} }
        let file = try TokenizerFile(mapping.bytes.bindMemory(to: UInt8.self), file: mapping.path)
        let settings = try file.settings()
        let model = try ModelSettings(file)
        let added = try file.addedTokenList()
        let (own, spellings) = try file.spellings(added)
        for token in settings.prefix + settings.suffix where !spellings.contains(token) {
            throw file.malformed("post_processor", "adds the token \(token), outside the vocabulary")
        }
        func number(_ text: String?, _ place: String) throws(ModelFileError) -> Int? {
            guard let text else { return nil }
            guard let number = spellings.number(of: Array(text.utf8)) else {
                throw file.malformed(place, "is \(ModelFileError.quoted(text)), which the vocabulary lacks")
            }
            return number
        }
        let unknown = try number(model.unknown, "model.unk_token")
        let vocabulary = Vocabulary(
            spellings: spellings,
            symbols: SymbolTable(
                settings.isByteLevel ? .bytes : .characters(byteFallback: model.byteFallback), spellings: own,
                unknown: unknown, fusesUnknown: model.fusesUnknown),
            merges: try file.merges(own), wordsBeforeMerges: model.wordsBeforeMerges,
            readsFallbackBytes: settings.readsFallbackBytes,
            whole: Set(added.map(\.number)), special: Set(added.filter(\.isSpecial).map(\.number)))
        var rules = Rules(
            preTokenizer: settings.preTokenizer, normalizer: settings.normalizer, prefix: settings.prefix,
            suffix: settings.suffix, leadingBlank: settings.leadingBlank)
        rules.added = WholeTokens(added.filter { !$0.isNormalized }.map { $0.entry(normalizedBy: TextNormalizer()) })
        rules.addedNormalized = WholeTokens(
            added.filter(\.isNormalized).map { $0.entry(normalizedBy: settings.normalizer) })
        let named = Named(
            beginningOfText: try number(configuration?.beginningOfText, "bos_token") ?? settings.prefix.first,
            endOfText: try number(configuration?.endOfText, "eos_token") ?? settings.suffix.first,
            padding: try number(configuration?.padding, "pad_token"),
            unknown: try number(configuration?.unknown, "unk_token") ?? unknown)
        self.init(vocabulary: vocabulary, rules: rules, named: named)
    }

    /// The settings of the section `model`.
    private struct ModelSettings {
        var unknown: String?
        var fusesUnknown = false
        var byteFallback = false
        var wordsBeforeMerges = false

        init(_ file: TokenizerFile) throws(ModelFileError) {
            let type = try file.modelSetting("type")
            guard type.text == "BPE" || type.isNull && file.modelSettingNames.contains("merges") else {
                throw file.unsupported(
                    "model.type", "is \(ModelFileError.quoted(type.text ?? "missing")), only 'BPE' is known")
            }
            for name in file.modelSettingNames where !["type", "vocab", "merges"].contains(name) {
                let value = try file.modelSetting(name)
                switch (name, value) {
                case (_, .null): break
                case ("unk_token", .string(let text)): unknown = text
                case ("fuse_unk", .bool(let flag)): fusesUnknown = flag
                case ("byte_fallback", .bool(let flag)): byteFallback = flag
                case ("ignore_merges", .bool(let flag)): wordsBeforeMerges = flag
                case ("continuing_subword_prefix", .string("")), ("end_of_word_suffix", .string("")): break
                case ("dropout", let value) where value.double == 0: break
                default: throw file.unsupported("model.\(name)", "has a value unknown to Hone")
                }
            }
        }
    }
}

extension TokenizerFile.AddedToken {
    /// What to look for, in a text that went through the normalizer.
    fileprivate func entry(normalizedBy normalizer: TextNormalizer) -> WholeTokens.Entry {
        WholeTokens.Entry(
            token: number, content: content.withUnsafeBufferPointer { normalizer.apply($0, isFirst: true) },
            isSpecial: isSpecial, takesBlanksBefore: takesBlanksBefore, takesBlanksBehind: takesBlanksBehind)
    }
}
