import ArgumentParser
import Foundation
import HoneCore
import HoneLanguageModel

/// What a model is asked.
struct ConversationOptions: ParsableArguments {
    @Flag(
        help:
            "Ask as in a conversation, in the model's own format. Without a prompt, reads the messages from standard input: [{\"role\": \"user\", \"content\": \"...\"}]."
    )
    var chat = false

    @Option(help: ArgumentHelp("What the conversation begins with, for --chat.", valueName: "text"))
    var system: String?

    @Option(help: ArgumentHelp("The question; the same as --chat with a prompt.", valueName: "text"))
    var user: String?

    /// A model and what is asked of it.
    struct Request {
        enum Question {
            case text(String)
            case messages([ChatMessage])
        }

        /// nil: the model that Hone uses.
        var model: String?
        var question: Question

        /// - Throws: `ModelFileError` if the model has no chat format that Hone knows.
        func tokens(_ file: LanguageModelFile, _ tokenizer: Tokenizer) throws -> [Int] {
            switch question {
            case .text(let text): tokenizer.prompt(text)
            case .messages(let messages): try file.chatTemplate(tokenizer).tokens(messages, tokenizer: tokenizer)
            }
        }
    }

    /// - Parameter words: at most a model and a prompt.
    func request(_ words: [String]) throws -> Request {
        let isChat = chat || system != nil || user != nil
        guard isChat else {
            guard let prompt = words.last else {
                throw ValidationError("There is no prompt. Give one in quotes, or --chat and messages.")
            }
            return Request(model: words.count == 2 ? words[0] : nil, question: .text(try text(prompt)))
        }
        var messages: [ChatMessage] = system.map { [ChatMessage(.system, $0)] } ?? []
        if let user {
            guard words.count <= 1 else {
                throw ValidationError("Both --user and the prompt '\(words[1])' ask something. Give one of them.")
            }
            return Request(model: words.first, question: .messages(messages + [ChatMessage(.user, user)]))
        }
        // One word is the prompt, unless it names a model and the messages come from standard input.
        let namesModel = words.count == 2 || (words.count == 1 && ModelLibrary().names.contains(words[0]))
        let prompt = namesModel ? words.dropFirst().first : words.first
        if let prompt {
            messages.append(ChatMessage(.user, try text(prompt)))
        } else {
            messages += try ChatMessage.list(parsing: standardInput(), file: "standard input")
        }
        return Request(model: namesModel ? words[0] : nil, question: .messages(messages))
    }

    private func text(_ prompt: String) throws -> String {
        prompt == "-" ? String(decoding: try standardInput(), as: UTF8.self) : prompt
    }

    private func standardInput() throws -> Data { try FileHandle.standardInput.readToEnd() ?? Data() }
}
