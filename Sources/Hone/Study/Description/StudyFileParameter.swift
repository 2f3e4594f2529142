import HoneCore

/// One entry of `parameters:`.
enum StudyFileParameter {
    private static let commonKeys = ["type", "default", "if", "describe"]
    /// Keys of other tools' files and what is written here.
    private static let foreignKeys = [
        "log": "write scale: log", "logarithmic": "write scale: log", "min": "write low", "max": "write high",
        "lower": "write low", "upper": "write high", "start": "write low", "end": "write high", "stop": "write high",
        "q": "write step", "options": "write choices", "range": "write low and high", "bounds": "write low and high",
        "distribution": "write type and scale", "initial": "write default", "condition": "write if: {opt: sgd}",
        "when": "write if: {opt: sgd}", "description": "write describe", "help": "write describe",
        "doc": "write describe",
        "comment": "write describe",
    ]
    /// Types of other tools' files.
    private static let foreignTypes = [
        "uniform": "float", "double": "float", "real": "float", "number": "float", "quniform": "float",
        "loguniform": "float with scale: log", "log_uniform": "float with scale: log",
        "log_uniform_values": "float with scale: log", "integer": "int", "int_uniform": "int", "randint": "int",
        "order": "permutation", "ordering": "permutation", "mixture": "simplex", "dirichlet": "simplex",
        "choice": "categorical", "bool": "categorical with choices: [true, false]",
        "boolean": "categorical with choices: [true, false]", "constant": "fixed", "const": "fixed",
    ]
    private static let example = "lr: {type: float, low: 1e-5, high: 1e-1, scale: log}"

    /// The parameters, those of mixtures among them where the mixtures stand.
    static func decodeAll(_ value: YAMLTree) throws(DescriptionError) -> (
        parameters: [StudyDraft.PlacedParameter], mixtures: [StudyDraft.PlacedMixture]
    ) {
        var parameters: [StudyDraft.PlacedParameter] = []
        var mixtures: [StudyDraft.PlacedMixture] = []
        for entry in try value.entries("parameters", example: example) {
            if let mixture = try StudyFileMixture.decode(entry) {
                mixtures.append(.init(mixture: mixture, place: entry.place))
                parameters += mixture.parameters.map { .init(parameter: $0, place: entry.place) }
            } else {
                parameters.append(.init(parameter: try decode(entry), place: entry.place))
            }
        }
        return (parameters, mixtures)
    }

    private static func decode(_ entry: YAMLTree.Entry) throws(DescriptionError) -> Parameter {
        let name = entry.key
        guard case .mapping(let entries) = entry.value.content else {
            throw DescriptionError(
                entry.place,
                "parameter \(name): say what it is, such as {type: float, low: 0, high: 1} or {type: fixed, value: 3}")
        }
        let types = DomainKind.names + [StudyFileMixture.type]
        guard let typeEntry = entries.first(where: { $0.key == "type" }) else {
            throw DescriptionError(
                entry.place, "parameter \(name): its type is missing; one of \(types.joined(separator: ", "))")
        }
        let type = try typeEntry.value.text("type")
        guard let kind = DomainKind(rawValue: type) else {
            let hint =
                foreignTypes[type.lowercased()].map { "; write \($0)" } ?? NearestName.hint(for: type, among: types)
            throw typeEntry.value.error("\(type) is not a type of a parameter\(hint)")
        }
        let known = commonKeys + kind.fields.map(\.key)
        for entry in entries where !known.contains(entry.key) {
            let hint =
                foreignKeys[entry.key.lowercased()].map { "; \($0)" } ?? NearestName.hint(for: entry.key, among: known)
            throw DescriptionError(
                entry.place, "\(entry.key) is not a key of \(article(type)) \(type) parameter\(hint)")
        }
        let fields = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        let read = try Domain(kind) { field throws(DescriptionError) in
            guard let value = fields[field.key] else {
                guard field.presence == .required else { return nil }
                throw DescriptionError(entry.place, "parameter \(name): \(field.key) is missing")
            }
            return try content(of: field, value)
        }
        guard let domain = read else { throw DescriptionError(entry.place, "parameter \(name): a key is missing") }
        var parameter = Parameter(name, domain)
        if let field = fields["default"] {
            let written = try defaultValue(field, of: name, kind)
            guard let value = domain.canonical(written) else {
                throw field.error("parameter \(name): its default \(written) is not one of its values: \(domain)")
            }
            parameter.defaultValue = value
        }
        if let field = fields["if"] { parameter.conditions = try conditions(field) }
        if let field = fields["describe"] { parameter.meaning = try field.text("describe") }
        return parameter
    }

    /// A permutation's default may be a list: `[b, a, c]`.
    private static func defaultValue(
        _ field: YAMLTree, of name: String, _ kind: DomainKind
    ) throws(DescriptionError) -> ParameterValue {
        guard kind == .permutation, case .sequence(let items) = field.content else {
            return try field.value("the default of \(name)")
        }
        var texts: [String] = []
        for item in items { texts.append(try item.value("an item of the default of \(name)").description) }
        return .string(texts.joined(separator: ","))
    }

    private static func content(of field: DomainField, _ value: YAMLTree) throws(DescriptionError) -> DomainContent {
        switch field.shape {
        case .number: return .number(try value.number(field.key))
        case .integer: return .integer(try value.integer(field.key))
        case .value: return .value(try value.value(field.key))
        case .values:
            var values: [ParameterValue] = []
            for item in try value.sequence(field.key, example: "[adam, sgd]") {
                values.append(try item.value("one of the \(field.key)"))
            }
            return .values(values)
        case .scale:
            let text = try value.text(field.key)
            guard let scale = Scale(rawValue: text) else {
                throw value.error("\(field.key) is linear or log, not \(text)")
            }
            return .scale(scale)
        }
    }

    /// `{opt: sgd}` or `{opt: [sgd, lbfgs], layers: 2}`: all of them must hold.
    static func conditions(_ field: YAMLTree) throws(DescriptionError) -> [Condition] {
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
}
