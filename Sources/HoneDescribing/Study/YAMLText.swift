import HoneBase
import HoneCore

/// Pieces of a `study.yaml`, written so that they are read as what they are.
enum YAMLText {
    /// A text in double quotes, on one line. What a terminal or YAML would not take as it is becomes a picture of itself.
    static func quoted(_ text: String) -> String { JSONWriter.quoted(PrintableText.line(text)) }

    /// A text without quotes where nothing in it could mean anything else.
    static func word(_ text: String) -> String {
        let isPlain =
            text.first?.isLetter == true
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./".contains($0)) }
            && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
        return isPlain ? text : quoted(text)
    }

    static func value(_ value: ParameterValue) -> String {
        switch value {
        case .string(let text): word(text)
        case .bool, .int, .float: value.description
        }
    }

    static func list(_ texts: [String]) -> String { "[" + texts.joined(separator: ", ") + "]" }

    /// `{type: float, low: 1e-05, high: 0.1, scale: log, default: 0.001, describe: "step size"}`.
    static func parameter(_ parameter: Parameter) -> String {
        var pairs = [("type", parameter.domain.kind.rawValue)]
        for (field, content) in parameter.domain.writtenForm {
            let text =
                switch content {
                case .number(let number): number.shortestRangeText
                case .integer(let integer): String(integer)
                case .scale(let scale): scale.rawValue
                case .values(let values): list(values.map(value))
                case .value(let only): value(only)
                }
            pairs.append((field.key, text))
        }
        if let standard = parameter.defaultValue { pairs.append(("default", value(standard))) }
        if !parameter.conditions.isEmpty {
            let conditions = parameter.conditions.map {
                "\(word($0.parent)): \($0.values.count == 1 ? value($0.values[0]) : list($0.values.map(value)))"
            }
            pairs.append(("if", "{" + conditions.joined(separator: ", ") + "}"))
        }
        if let meaning = parameter.meaning { pairs.append(("describe", quoted(meaning))) }
        return "{" + pairs.map { "\($0): \($1)" }.joined(separator: ", ") + "}"
    }

    /// `# text`, on one line whatever the text holds.
    static func comment(_ text: String) -> String { "# " + PrintableText.line(text).shortened(to: 300) }
}
