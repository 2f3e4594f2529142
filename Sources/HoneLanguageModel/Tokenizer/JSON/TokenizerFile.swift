import HoneBase

/// A `tokenizer.json` of Hugging Face's tokenizers: where its sections are, and its tables.
///
/// Nothing is guessed: a section, a component or a setting that is not known is an error that names it, for a tokenizer
/// that is nearly right is worse than none. (`truncation` and `padding` alone are left out: they say how some program
/// called it, and every call here gives the whole text.)
struct TokenizerFile {
    private static let ignored: Set<String> = ["version", "truncation", "padding"]
    private static let known = ["added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model"]

    private let bytes: UnsafeBufferPointer<UInt8>
    let file: String
    private let sections: [String: Range<Int>]
    /// Of the section `model`.
    private let modelSections: [String: Range<Int>]

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws {
        self.bytes = bytes
        self.file = file
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw ModelFileError(
                .malformed, file: file, place: "", problem: "is not UTF-8", remedy: Tokenizer.remedy)
        }
        var cursor = JSONCursor(bytes)
        sections = try cursor.members()
        try cursor.finish()
        guard let model = sections["model"] else { throw cursor.failure("the section 'model' is missing") }
        var modelCursor = JSONCursor(bytes, range: model)
        modelSections = try modelCursor.members()
        for name in sections.keys.sorted() where !Self.known.contains(name) && !Self.ignored.contains(name) {
            guard try setting(sections[name], name).isNull else {
                throw unsupported(name, "is a section unknown to Hone")
            }
        }
    }

    /// A section of settings; null if it is missing.
    func section(_ name: String) throws(ModelFileError) -> JSON { try setting(sections[name], name) }

    func modelSetting(_ name: String) throws(ModelFileError) -> JSON {
        try setting(modelSections[name], "model.\(name)")
    }

    var modelSettingNames: [String] { modelSections.keys.sorted() }

    private func setting(_ range: Range<Int>?, _ place: String) throws(ModelFileError) -> JSON {
        try JSON(tokenizerSetting: bytes, range: range, file: file, place: place)
    }

    /// A cursor at the start of a table, nil if there is none.
    func addedTokens() -> JSONCursor? { sections["added_tokens"].map { JSONCursor(bytes, range: $0) } }
    func modelTable(_ name: String) -> JSONCursor? {
        modelSections[name].map { JSONCursor(bytes, range: $0) }
    }

    func unsupported(_ place: String, _ problem: String) -> ModelFileError {
        ModelFileError(
            .unsupported, file: file, place: place, problem: problem,
            remedy: "Use a model of a known family, such as SmolLM2, Llama 3, TinyLlama or Qwen2.5.")
    }

    func malformed(_ place: String, _ problem: String) -> ModelFileError {
        ModelFileError(.malformed, file: file, place: place, problem: problem, remedy: Tokenizer.remedy)
    }
}
