import HoneBase

/// Turns a JSON schema into the language of its documents, written on one line: members in the schema's order, at most
/// one blank behind each comma and colon. What is in the language fits the schema; some of what fits is left out
/// (members that the schema does not name, other orders, other spellings of numbers).
///
/// The part of JSON Schema (draft 2020-12) that it knows: `type`, `enum`, `const`, `anyOf`, `$ref` to places in the same
/// document; `properties`, `required`, `additionalProperties`; `items`, `minItems`, `maxItems`; `minLength`, `maxLength`,
/// `pattern`; `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`. Any other keyword that would decide what fits
/// is refused by name.
struct JSONSchemaCompiler {
    /// How often definitions that contain themselves are gone into.
    static let deepestRecursion = 5
    /// Terms of a language; a schema beyond it would take long for every token.
    private static let mostTerms = 500_000

    var terms = ByteTerms()
    let document: JSON
    let file: String
    /// How often a definition that contains itself may still be entered.
    var recursionsLeft = Self.deepestRecursion
    let recursive: Set<String>
    var definitions: [DefinitionKey: Term?] = [:]

    struct DefinitionKey: Hashable {
        let pointer: String
        let recursionsLeft: Int
    }

    /// - Parameter file: named in errors.
    init(_ document: JSON, file: String) {
        self.document = document
        self.file = file
        recursive = SchemaReferences(document).recursive
    }

    /// - Throws: `JSONSchemaError` naming the keyword that is not supported or wrong, or if nothing fits the schema.
    mutating func compile() throws(JSONSchemaError) -> TermAutomaton {
        guard let term = try value(document, at: "#") else {
            throw failure("#", "no document fits it", "leave a choice")
        }
        return TermAutomaton(term, of: terms)
    }

    /// The values that fit a schema; nil if none does.
    mutating func value(_ schema: JSON, at place: String) throws(JSONSchemaError) -> Term? {
        guard terms.count < Self.mostTerms else { throw failure(place, "the schema is too large", "use a smaller one") }
        switch schema {
        case .bool(let isOpen): return isOpen ? anyValue() : nil
        case .object(let members):
            let rules = members.filter { !SchemaKeyword.annotations.contains($0.name) }
            if let unknown = rules.first(where: { !SchemaKeyword.supported.contains($0.name) }) {
                throw failure(
                    place, "the keyword \"\(unknown.name)\" is not supported",
                    "leave it out, or check the answer for it afterwards")
            }
            return try value(SchemaRules(rules, at: place, file: file))
        default: throw failure(place, "is \(schema.kindInWords) where a schema should stand", nil)
        }
    }

    private mutating func value(_ rules: SchemaRules) throws(JSONSchemaError) -> Term? {
        if let reference = rules["$ref"] {
            try rules.refuseBeside("$ref", allowed: [])
            return try definition(reference, at: rules.place)
        }
        if let choices = rules["anyOf"] ?? rules["allOf"] {
            let keyword = rules["anyOf"] != nil ? "anyOf" : "allOf"
            try rules.refuseBeside(keyword, allowed: [])
            guard let choices = choices.elements, !choices.isEmpty else {
                throw failure("\(rules.place)/\(keyword)", "should be a list of schemas", nil)
            }
            if keyword == "allOf", choices.count > 1 {
                throw failure(rules.place, "\"allOf\" of several schemas is not supported", "write them as one")
            }
            var parts: [Term?] = []
            for (index, choice) in choices.enumerated() {
                parts.append(try value(choice, at: "\(rules.place)/\(keyword)/\(index)"))
            }
            return terms.either(parts)
        }
        let types = try rules.types()
        if let constants = try rules.constants() {
            return terms.either(
                constants.filter { constant in types.contains { $0.holds(constant) } }.map { literal($0) })
        }
        var parts: [Term?] = []
        for type in types { parts.append(try value(of: type, rules)) }
        return terms.either(parts)
    }

    private mutating func value(of type: SchemaType, _ rules: SchemaRules) throws(JSONSchemaError) -> Term? {
        switch type {
        case .null: terms.literal("null".utf8)
        case .boolean: terms.either([terms.literal("true".utf8), terms.literal("false".utf8)])
        case .integer, .number: try number(rules, isWhole: type == .integer)
        case .string: try string(rules)
        case .array: try array(rules)
        case .object: try object(rules)
        }
    }

    /// Where nothing is asked for: a text, a number, true, false, null, or a list of such.
    private mutating func anyValue() -> Term? {
        let scalar = [SchemaType.string, .number, .boolean, .null].compactMap { type in
            try? value(of: type, SchemaRules([], at: "", file: file))
        }
        let one = terms.either(scalar) ?? terms.empty
        return terms.either([one, list(of: one, least: 0, most: nil)])
    }

    func failure(_ place: String, _ problem: String, _ remedy: String?) -> JSONSchemaError {
        JSONSchemaError(place: "\(file), \(place)", problem: problem, remedy: remedy)
    }

    /// A constant as it is written.
    private mutating func literal(_ value: JSON) -> Term {
        var writer = JSONWriter()
        writer.value(value)
        return terms.literal(writer.bytes)
    }
}
