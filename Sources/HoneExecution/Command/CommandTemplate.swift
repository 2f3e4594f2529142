import HoneCore

/// The user's command with places for parameters: `["python", "train.py", "--lr={lr}"]`.
public struct CommandTemplate: Sendable, Hashable {
    /// The parts of one argument.
    enum Part: Sendable, Hashable {
        case text(String)
        case parameter(String)
    }

    let arguments: [[Part]]
    let parameters: [Parameter]
    /// Whether `--name=value` follows for each parameter.
    let appends: Bool

    /// - Parameters:
    ///   - command: program and arguments; `{name}` is a parameter's place, `{{` and `}}` are braces.
    ///   - space: the parameters there are.
    ///   - appendsParameters: whether `--name=value` is appended per parameter if the command has no placeholder at all.
    /// - Throws: `CommandError` for a placeholder without parameter (naming the nearest one).
    public init(_ command: [String], space: SearchSpace, appendsParameters: Bool = true) throws(CommandError) {
        let names = space.parameters.map(\.name)
        var arguments: [[Part]] = []
        for argument in command { arguments.append(try Self.parse(argument, names: names)) }
        self.arguments = arguments
        parameters = space.parameters
        let hasPlaceholder = arguments.contains { parts in
            parts.contains { if case .parameter = $0 { true } else { false } }
        }
        appends = appendsParameters && !hasPlaceholder
    }

    /// The program's name or path; nil where a parameter decides it, or where there is no command.
    public var program: String? {
        let texts = arguments.first?.map { part in if case .text(let text) = part { text } else { nil as String? } }
        guard let texts, !texts.contains(nil) else { return nil }
        return texts.compactMap { $0 }.joined()
    }

    /// Whether the arguments hold the configuration; else the program reads it from its environment.
    package var carriesParameters: Bool {
        appends || arguments.contains { parts in parts.contains { if case .parameter = $0 { true } else { false } } }
    }

    /// The program and its arguments for a configuration.
    ///
    /// An argument that names an inactive parameter is dropped. Numbers are written shortest-round-trip.
    public func arguments(for configuration: Configuration) -> [String] {
        var result = arguments.compactMap { parts in
            var text = ""
            for part in parts {
                switch part {
                case .text(let literal): text += literal
                case .parameter(let name):
                    guard let value = configuration[name] else { return nil as String? }
                    text += value.description
                }
            }
            return text
        }
        if appends {
            result += parameters.compactMap { parameter in
                configuration[parameter.name].map { "--\(parameter.name)=\($0)" }
            }
        }
        return result
    }

    /// `{name}` is a placeholder where the braces hold something shaped like a parameter's name; other braces (JSON, awk)
    /// are text. `{{` is a brace, and so is `}}` where it closes one, so that `{{lr}}` is the text `{lr}`.
    private static func parse(_ argument: String, names: [String]) throws(CommandError) -> [Part] {
        var parts: [Part] = []
        var text = ""
        var openBraces = 0
        var rest = Substring(argument)
        while let character = rest.popFirst() {
            if character == "{", rest.first == "{" {
                rest.removeFirst()
                openBraces += 1
                text.append("{")
            } else if character == "}", rest.first == "}", openBraces > 0 {
                rest.removeFirst()
                openBraces -= 1
                text.append("}")
            } else if character == "{", let end = rest.firstIndex(of: "}"), isNameShaped(rest[..<end]) {
                let name = String(rest[..<end])
                guard names.contains(name) else {
                    throw .unknownPlaceholder(argument: argument, name: name, known: names)
                }
                if !text.isEmpty { parts.append(.text(text)) }
                text = ""
                parts.append(.parameter(name))
                rest = rest[rest.index(after: end)...]
            } else {
                text.append(character)
            }
        }
        if !text.isEmpty || parts.isEmpty { parts.append(.text(text)) }
        return parts
    }

    private static func isNameShaped(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || "_-.".utf8.contains(byte)
            }
    }
}

extension CommandTemplate {
    /// The command for people, quoted so that it can be pasted into a shell.
    public static func shellText(_ arguments: [String]) -> String { ShellText.command(arguments) }
}
