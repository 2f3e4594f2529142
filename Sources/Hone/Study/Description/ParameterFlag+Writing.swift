import HoneCore

extension ParameterFlag {
    /// The flag that reads back as the parameter, without the `-p`; nil where flags cannot say it (conditions, lists of
    /// one value, floats among choices written as ints).
    public static func text(for parameter: Parameter) -> String? {
        guard parameter.conditions.isEmpty else { return nil }
        let domain = parameter.domain
        var text = ""
        for (field, content) in domain.writtenForm {
            switch content {
            case .number(let number): text += Self.piece(field, number.shortestText)
            case .integer(let integer): text += Self.piece(field, String(integer))
            case .scale(let scale):
                guard scale == .log else { return nil }
                text += ":log"
            case .values(let values):
                guard values.count > 1 else { return nil }
                let suffix = [DomainKind.ordinal: ":ordinal", .permutation: ":permutation"][domain.kind] ?? ""
                text += values.map(\.literal).joined(separator: ",") + suffix
            case .value(let value): text += value.literal + ":fixed"
            }
        }
        if let value = parameter.defaultValue { text += ":default=\(value.literal)" }
        if let meaning = parameter.meaning { text += ":describe=\(ParameterValue.string(meaning).literal)" }
        return "\(parameter.name)=\(text)"
    }

    private static func piece(_ field: DomainField, _ number: String) -> String {
        switch field.key {
        case "low": number
        case "high": ":\(number)"
        default: ":\(field.key)=\(number)"
        }
    }
}
