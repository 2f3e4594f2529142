import HoneBase

/// One turn of a conversation.
package struct ChatMessage: Sendable, Hashable, Codable {
    package enum Role: String, Sendable, Hashable, Codable {
        case system, user, assistant
    }

    package var role: Role
    package var content: String

    package init(_ role: Role, _ content: String) {
        self.role = role
        self.content = content
    }
}

extension ChatMessage {
    /// Reads a conversation, `[{"role": "user", "content": "Hello"}]`, or an object with such a list as `messages`, as
    /// requests to chat servers are written.
    ///
    /// - Parameter file: named in errors.
    /// - Throws: `ModelFileError` (`malformed`) naming the message that cannot be used.
    package static func list(parsing bytes: some Collection<UInt8>, file: String) throws(ModelFileError)
        -> [ChatMessage]
    {
        func failure(_ place: String, _ problem: String) -> ModelFileError {
            ModelFileError(
                .malformed, file: file, place: place, problem: problem,
                remedy: "Write [{\"role\": \"user\", \"content\": \"...\"}]; roles are system, user and assistant.")
        }
        let document: JSON
        do throws(JSONError) {
            document = try JSON(parsing: bytes)
        } catch {
            let place = error.position(in: bytes)
            throw failure("line \(place.line), column \(place.column)", error.problem)
        }
        guard let list = (document["messages"] ?? document).elements, !list.isEmpty else {
            throw failure("", "is no list of messages")
        }
        var messages: [ChatMessage] = []
        for (index, message) in list.enumerated() {
            guard let role = message["role"]?.text.flatMap(Role.init), let content = message["content"]?.text else {
                throw failure("message \(index + 1)", "has no role that is known, or no text as its content")
            }
            messages.append(ChatMessage(role, content))
        }
        return messages
    }
}
