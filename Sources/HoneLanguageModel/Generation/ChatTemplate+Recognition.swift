import Foundation
import HoneBase

extension ChatTemplate {
    private static let remedy =
        "Use a chat model of a known family (SmolLM2, Llama 3, TinyLlama, Qwen2.5, Qwen3), or write its prompt yourself."

    /// The family whose template that is, told by what only its templates say.
    ///
    /// - Parameters:
    ///   - jinja: the template in the model's file.
    ///   - tokenizer: names the tokens at a text's beginning and end.
    ///   - file: named in errors.
    /// - Throws: `ModelFileError` (`unsupported`) for a template of no known family.
    package init(jinja: String, tokenizer: Tokenizer, file: String) throws(ModelFileError) {
        func has(_ marks: String...) -> Bool { marks.allSatisfy(jinja.contains) }
        func spelling(_ token: Int?, _ name: String) throws(ModelFileError) -> String {
            guard let token, let spelling = tokenizer.spelling(of: token) else {
                throw ModelFileError(
                    .mismatched, file: file, place: "chat template",
                    problem: "needs the \(name), which the tokenizer does not name", remedy: Self.remedy)
            }
            return spelling
        }
        if has("<|start_header_id|>", "<|eot_id|>") {
            let beginning = try spelling(tokenizer.beginningOfText, "beginning of a text")
            self =
                has("Cutting Knowledge Date: December 2023", "date_string")
                ? .llama31(beginningOfText: beginning, date: Self.defaultDate) : .llama3(beginningOfText: beginning)
        } else if has("<|im_start|>", "<|im_end|>", "<think>", "enable_thinking", "reasoning_content") {
            self = .qwen3(thinking: true)
        } else if has("<|im_start|>", "<|im_end|>", Self.qwenSystem) {
            self = .chatML(defaultSystem: Self.qwenSystem)
        } else if has("<|im_start|>", "<|im_end|>", Self.smolLM2System) {
            self = .chatML(defaultSystem: Self.smolLM2System)
        } else if has("<|user|>", "<|system|>", "<|assistant|>", "eos_token") {
            self = .zephyr(endOfText: try spelling(tokenizer.endOfText, "end of a text"))
        } else {
            throw ModelFileError(
                .unsupported, file: file, place: "chat template",
                problem: "\(ModelFileError.quoted(jinja)) is of no family that Hone knows", remedy: Self.remedy)
        }
    }

    /// The template of a GGUF file, in `tokenizer.chat_template`.
    package init(file: GGUFFile, tokenizer: Tokenizer) throws(ModelFileError) {
        let jinja = try file.required("tokenizer.chat_template", as: \.text)
        try self.init(jinja: jinja, tokenizer: tokenizer, file: file.url.path)
    }

    /// The template of a checkpoint's folder: `chat_template.jinja`, or in `tokenizer_config.json`.
    package init(checkpoint folder: URL, tokenizer: Tokenizer) throws(ModelFileError) {
        let own = folder.appendingPathComponent("chat_template.jinja")
        if FileManager.default.fileExists(atPath: own.path) {
            let mapping = try MappedFile(url: own, remedy: Self.remedy)
            let jinja = withExtendedLifetime(mapping) { String(decoding: mapping.bytes, as: UTF8.self) }
            try self.init(jinja: jinja, tokenizer: tokenizer, file: own.path)
            return
        }
        let url = folder.appendingPathComponent(Tokenizer.configurationFileName)
        let configuration = try TokenizerConfiguration(MappedFile(url: url, remedy: Self.remedy))
        guard let jinja = configuration.chatTemplate else {
            throw ModelFileError(
                .mismatched, file: url.path, place: "chat_template", problem: "is missing: this is no chat model",
                remedy: Self.remedy)
        }
        try self.init(jinja: jinja, tokenizer: tokenizer, file: url.path)
    }
}

extension LanguageModelFile {
    /// How the model wants a conversation written.
    ///
    /// - Throws: `ModelFileError` if it has no chat template or one of no known family.
    package func chatTemplate(_ tokenizer: Tokenizer) throws(ModelFileError) -> ChatTemplate {
        switch contents {
        case .gguf(let file): try ChatTemplate(file: file, tokenizer: tokenizer)
        case .checkpoint(let checkpoint): try ChatTemplate(checkpoint: checkpoint.url, tokenizer: tokenizer)
        }
    }
}
