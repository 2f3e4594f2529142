import HoneBase

/// What a checkpoint's `tokenizer_config.json` says beside its `tokenizer.json`. Its many other settings concern
/// transformers' own tokenizers, not the file's.
struct TokenizerConfiguration: Sendable {
    let beginningOfText: String?
    let endOfText: String?
    let padding: String?
    let unknown: String?
    /// In Jinja.
    let chatTemplate: String?

    init(_ mapping: MappedFile) throws(ModelFileError) {
        do {
            try self.init(reading: mapping)
        } catch {
            throw ModelFileError(reading: error, file: mapping.path, remedy: Tokenizer.remedy)
        }
    }

    private init(reading mapping: MappedFile) throws {
        defer { withExtendedLifetime(mapping) {} }
        func malformed(_ problem: String) -> ModelFileError {
            ModelFileError(.malformed, file: mapping.path, place: "", problem: problem, remedy: Tokenizer.remedy)
        }
        let bytes = mapping.bytes.bindMemory(to: UInt8.self)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw malformed("is not UTF-8") }
        var cursor = JSONCursor(bytes)
        let sections = try cursor.members()
        try cursor.finish()
        func setting(_ name: String) throws(ModelFileError) -> JSON {
            try JSON(tokenizerSetting: bytes, range: sections[name], file: mapping.path, place: name)
        }
        /// A token is a text or an object with it.
        func token(_ name: String) throws(ModelFileError) -> String? {
            let value = try setting(name)
            return value.text ?? value["content"]?.text
        }
        beginningOfText = try token("bos_token")
        endOfText = try token("eos_token")
        padding = try token("pad_token")
        unknown = try token("unk_token")
        chatTemplate = try setting("chat_template").text
    }
}
