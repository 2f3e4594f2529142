/// How a family of models wants a conversation written, equal to what the Jinja template in their files makes of it
/// (of texts; tools are left out).
package enum ChatTemplate: Sendable, Hashable {
    /// ChatML: SmolLM2, Qwen2.5. Without a system message in front, that default is put there.
    case chatML(defaultSystem: String?)
    /// Qwen3: ChatML with thoughts. They are dropped from earlier turns; without `thinking` the answer begins behind
    /// an empty thought, so that the model answers at once.
    case qwen3(thinking: Bool)
    /// Llama 3.
    case llama3(beginningOfText: String)
    /// Llama 3.1 and 3.2: a system message always stands in front and says that date, such as `26 Jul 2024`.
    case llama31(beginningOfText: String, date: String)
    /// TinyLlama's chat models, after Zephyr.
    case zephyr(endOfText: String)

    static let smolLM2System = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
    static let qwenSystem = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."
    /// What Llama 3.1's own template says; it keeps answers the same on every day.
    package static let defaultDate = "26 Jul 2024"

    /// A conversation in pieces: those of the template, which may hold special tokens, and those that people wrote.
    enum Piece: Hashable {
        case markup(String)
        case content(String)
    }

    /// The conversation as text.
    ///
    /// - Parameter asksForAnswer: whether an assistant's turn is begun at the end.
    package func text(_ messages: [ChatMessage], asksForAnswer: Bool = true) -> String {
        pieces(messages, asksForAnswer: asksForAnswer).reduce(into: "") { text, piece in
            switch piece {
            case .markup(let part), .content(let part): text += part
            }
        }
    }

    /// The conversation as tokens. A special token written in a message is read as text: nobody ends a turn that way.
    package func tokens(_ messages: [ChatMessage], asksForAnswer: Bool = true, tokenizer: Tokenizer) -> [Int] {
        let pieces = pieces(messages, asksForAnswer: asksForAnswer)
        let isHarmless = pieces.allSatisfy { piece in
            if case .content(let text) = piece {
                !tokenizer.encode(text).contains(where: tokenizer.isSpecial)
            } else {
                true
            }
        }
        // Tokens may reach over the borders of pieces: only if need be each is read alone.
        if isHarmless { return tokenizer.encode(text(messages, asksForAnswer: asksForAnswer)) }
        return pieces.flatMap { piece in
            switch piece {
            case .markup(let text): tokenizer.encode(text)
            case .content(let text): tokenizer.encode(text, specialTokens: .plainText)
            }
        }
    }

    func pieces(_ messages: [ChatMessage], asksForAnswer: Bool) -> [Piece] {
        switch self {
        case .chatML(let defaultSystem):
            var messages = messages
            if let defaultSystem, messages.first?.role != .system {
                messages.insert(ChatMessage(.system, defaultSystem), at: 0)
            }
            return messages.flatMap(Self.chatMLTurn) + (asksForAnswer ? [.markup(Self.chatMLAnswer)] : [])
        case .qwen3(let thinking):
            let answer = Self.chatMLAnswer + (thinking ? "" : "<think>\n\n</think>\n\n")
            return Self.qwen3Turns(messages) + (asksForAnswer ? [.markup(answer)] : [])
        case .llama3(let beginningOfText):
            return [.markup(beginningOfText)] + messages.flatMap(Self.llamaTurn)
                + (asksForAnswer ? [.markup(Self.llamaHeader("assistant"))] : [])
        case .llama31(let beginningOfText, let date):
            let system = messages.first.flatMap { $0.role == .system ? $0.content : nil }
            let knowledge = "Cutting Knowledge Date: December 2023\nToday Date: \(date)\n\n"
            return [
                .markup(beginningOfText + Self.llamaHeader("system") + knowledge),
                .content(Self.trimmed(system ?? "")), .markup(Self.llamaTurnEnd),
            ] + messages.dropFirst(system == nil ? 0 : 1).flatMap(Self.llamaTurn)
                + (asksForAnswer ? [.markup(Self.llamaHeader("assistant"))] : [])
        case .zephyr(let endOfText):
            let turns = messages.flatMap { message -> [Piece] in
                [.markup("<|\(message.role.rawValue)|>\n"), .content(message.content), .markup(endOfText + "\n")]
            }
            return turns + (asksForAnswer ? [.markup("<|assistant|>\n")] : [])
        }
    }

    // MARK: ChatML

    private static let chatMLAnswer = "<|im_start|>assistant\n"

    private static func chatMLTurn(_ message: ChatMessage) -> [Piece] {
        [.markup("<|im_start|>\(message.role.rawValue)\n"), .content(message.content), .markup("<|im_end|>\n")]
    }

    private static func qwen3Turns(_ messages: [ChatMessage]) -> [Piece] {
        let lastQuestion = messages.lastIndex { $0.role == .user } ?? messages.count - 1
        return messages.enumerated().flatMap { index, message -> [Piece] in
            guard message.role == .assistant else { return chatMLTurn(message) }
            let (thought, content) = thought(in: message.content)
            guard index > lastQuestion, index == messages.count - 1 || !thought.isEmpty else {
                return chatMLTurn(ChatMessage(.assistant, content))
            }
            return [
                .markup("<|im_start|>assistant\n<think>\n"), .content(thought.trimmingLineFeeds),
                .markup("\n</think>\n\n"), .content(content.trimmingLineFeeds(atEnd: false)), .markup("<|im_end|>\n"),
            ]
        }
    }

    /// Parts an assistant's words at the end of its thought.
    private static func thought(in content: String) -> (thought: String, content: String) {
        let parts = content.parted(by: "</think>")
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return ("", content) }
        let thought = first.trimmingLineFeeds(atStart: false).parted(by: "<think>").last ?? ""
        return (thought.trimmingLineFeeds(atEnd: false), last.trimmingLineFeeds(atEnd: false))
    }

    // MARK: Llama 3

    private static let llamaTurnEnd = "<|eot_id|>"

    private static func llamaHeader(_ role: String) -> String { "<|start_header_id|>\(role)<|end_header_id|>\n\n" }

    private static func llamaTurn(_ message: ChatMessage) -> [Piece] {
        [.markup(llamaHeader(message.role.rawValue)), .content(trimmed(message.content)), .markup(llamaTurnEnd)]
    }

    /// Without white space at both ends, of which Python counts a few control characters.
    private static func trimmed(_ text: String) -> String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || (0x1c...0x1f).contains(scalar.value)
        }
        let scalars = text.unicodeScalars.drop(while: isBlank)
        guard let last = scalars.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(scalars[...last])
    }
}

extension String {
    fileprivate var trimmingLineFeeds: String { trimmingLineFeeds() }

    fileprivate func trimmingLineFeeds(atStart: Bool = true, atEnd: Bool = true) -> String {
        var scalars = unicodeScalars[...]
        if atStart { scalars = scalars.drop { $0 == "\n" } }
        if atEnd { while scalars.last == "\n" { scalars.removeLast() } }
        return String(scalars)
    }

    /// What stands between the occurrences of `separator`.
    fileprivate func parted(by separator: String) -> [String] {
        let (text, word) = (Array(utf8), Array(separator.utf8))
        var parts: [String] = []
        var start = 0
        var position = 0
        while position < text.count {
            if text[position...].starts(with: word) {
                parts.append(String(decoding: text[start..<position], as: UTF8.self))
                position += word.count
                start = position
            } else {
                position += 1
            }
        }
        return parts + [String(decoding: text[start...], as: UTF8.self)]
    }
}
