import HoneCore

/// One entry of `parameters:`.
enum StudyFileParameter {
    /// The keys that each type takes beside `type`, `default` and `if`.
    private static let keysByType: [(type: String, keys: [String])] = [
        ("float", ["low", "high", "scale", "step"]), ("int", ["low", "high", "scale", "step"]),
        ("categorical", ["choices"]), ("ordinal", ["values", "scale"]), ("fixed", ["value"]),
    ]
    private static let commonKeys = ["type", "default", "if"]
    private static let example = "lr: {type: float, low: 1e-5, high: 1e-1, scale: log}"

    static func decodeAll(_ value: YAMLTree) throws(DescriptionError) -> [StudyDraft.PlacedParameter] {
        var parameters: [StudyDraft.PlacedParameter] = []
        for entry in try value.entries("parameters", example: example) {
            parameters.append(.init(parameter: try decode(entry), place: entry.place))
        }
        return parameters
    }

    private static func decode(_ entry: YAMLTree.Entry) throws(DescriptionError) -> Parameter {
        let name = entry.key
        guard case .mapping(let entries) = entry.value.content else {
            throw DescriptionError(
                entry.place,
                "parameter \(name): say what it is, such as {type: float, low: 0, high: 1} or {type: fixed, value: 3}")
        }
        let types = keysByType.map(\.type)
        guard let typeEntry = entries.first(where: { $0.key == "type" }) else {
            throw DescriptionError(
                entry.place, "parameter \(name): its type is missing; one of \(types.joined(separator: ", "))")
        }
        let type = try typeEntry.value.text("type")
        guard let keys = keysByType.first(where: { $0.type == type })?.keys else {
            throw typeEntry.value.error(
                "\(type) is not a type of a parameter" + NearestName.hint(for: type, among: types))
        }
        _ = try entry.value.entries(of: "\(article(type)) \(type) parameter", known: commonKeys + keys)
        let fields = Fields(name: name, place: entry.place, entries: entries)
        let domain = try domain(of: type, fields)
        var parameter = Parameter(name, domain)
        if let field = fields["default"] {
            let written = try field.value("the default of \(name)")
            guard let value = domain.canonical(written) else {
                throw field.error("parameter \(name): its default \(written) is not one of its values: \(domain)")
            }
            parameter.defaultValue = value
        }
        if let field = fields["if"] { parameter.conditions = try conditions(field) }
        return parameter
    }

    private static func domain(of type: String, _ fields: Fields) throws(DescriptionError) -> Domain {
        switch type {
        case "float":
            return .float(
                low: try fields.required("low").number("low"), high: try fields.required("high").number("high"),
                scale: try scale(fields["scale"]) ?? .linear, step: try number(fields["step"]))
        case "int":
            return .int(
                low: try fields.required("low").integer("low"), high: try fields.required("high").integer("high"),
                scale: try scale(fields["scale"]) ?? .linear, step: try integer(fields["step"]))
        case "categorical": return .categorical(try values(fields.required("choices"), "choices"))
        case "ordinal":
            return .ordinal(try values(fields.required("values"), "values"), scale: try scale(fields["scale"]))
        default: return .fixed(try fields.required("value").value("value"))
        }
    }

    private static func values(_ field: YAMLTree, _ what: String) throws(DescriptionError) -> [ParameterValue] {
        var values: [ParameterValue] = []
        for item in try field.sequence(what, example: "[adam, sgd]") {
            values.append(try item.value("one of the \(what)"))
        }
        return values
    }

    private static func number(_ field: YAMLTree?) throws(DescriptionError) -> Double? {
        guard let field else { return nil }
        return try field.number("step")
    }

    private static func integer(_ field: YAMLTree?) throws(DescriptionError) -> Int? {
        guard let field else { return nil }
        return try field.integer("step")
    }

    private static func scale(_ field: YAMLTree?) throws(DescriptionError) -> Scale? {
        guard let field else { return nil }
        let text = try field.text("scale")
        guard let scale = Scale(rawValue: text) else {
            throw field.error("scale is linear or log, not \(text)")
        }
        return scale
    }

    /// `{opt: sgd}` or `{opt: [sgd, lbfgs], layers: 2}`: all of them must hold.
    private static func conditions(_ field: YAMLTree) throws(DescriptionError) -> [Condition] {
        var conditions: [Condition] = []
        for entry in try field.entries("if", example: "{opt: sgd}") {
            var values: [ParameterValue] = []
            if case .sequence(let items) = entry.value.content {
                for item in items { values.append(try item.value("a value of \(entry.key)")) }
            } else {
                values = [try entry.value.value("the value of \(entry.key)")]
            }
            conditions.append(Condition(parent: entry.key, values: values))
        }
        guard !conditions.isEmpty else { throw field.error("if names no parameter; write if: {opt: sgd}, or drop it") }
        return conditions
    }

    private static func article(_ word: String) -> String { "aeiou".contains(word.prefix(1)) ? "an" : "a" }

    /// A parameter's keys by name.
    private struct Fields {
        let name: String
        let place: String
        let entries: [YAMLTree.Entry]

        subscript(key: String) -> YAMLTree? { entries.first { $0.key == key }?.value }

        func required(_ key: String) throws(DescriptionError) -> YAMLTree {
            guard let field = self[key] else { throw DescriptionError(place, "parameter \(name): \(key) is missing") }
            return field
        }
    }
}
