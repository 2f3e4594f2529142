import HoneBase

/// The types of JSON Schema.
enum SchemaType: String, CaseIterable {
    case null, boolean, integer, number, string, array, object

    /// Whether a value is of the type; `1.0` is an integer, too.
    func holds(_ value: JSON) -> Bool {
        switch (self, value) {
        case (.null, .null), (.boolean, .bool), (.string, .string), (.array, .array), (.object, .object): true
        case (.number, .integer), (.number, .hugeInteger), (.number, .number): true
        case (.integer, .integer), (.integer, .hugeInteger): true
        case (.integer, .number(let number)): number.rounded() == number
        default: false
        }
    }
}

/// The keywords that are understood.
enum SchemaKeyword {
    /// What says something about a schema, not about its documents.
    static let annotations: Set<String> = [
        "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples",
        "deprecated", "readOnly", "writeOnly",
    ]

    static let ofNumbers = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
    static let ofStrings = ["minLength", "maxLength", "pattern"]
    static let ofArrays = ["items", "minItems", "maxItems"]
    static let ofObjects = ["properties", "required", "additionalProperties"]

    static let supported = Set(
        ["type", "enum", "const", "anyOf", "allOf", "$ref"] + ofNumbers + ofStrings + ofArrays + ofObjects)
}

/// The keywords of one schema that decide what fits it.
struct SchemaRules {
    let place: String
    private let file: String
    private let rules: [JSON.Member]

    init(_ rules: [JSON.Member], at place: String, file: String) {
        self.rules = rules
        self.place = place
        self.file = file
    }

    subscript(keyword: String) -> JSON? { rules.first { $0.name == keyword }?.value }

    func failure(_ problem: String, _ remedy: String? = nil) -> JSONSchemaError {
        JSONSchemaError(place: "\(file), \(place)", problem: problem, remedy: remedy)
    }

    func refuseBeside(_ keyword: String, allowed: Set<String>) throws(JSONSchemaError) {
        if let other = rules.first(where: { $0.name != keyword && !allowed.contains($0.name) }) {
            throw failure(
                "\"\(other.name)\" beside \"\(keyword)\" is not supported", "write what both ask for as one schema")
        }
    }

    /// The types that are asked for; without `type`, those that the other keywords are about, or all.
    func types() throws(JSONSchemaError) -> [SchemaType] {
        let names: [JSON]
        switch self["type"] {
        case nil: return implied
        case .string(let name)?: names = [.string(name)]
        case .array(let list)?: names = list
        default: throw failure("\"type\" should be a name or a list of names")
        }
        var types: [SchemaType] = []
        for name in names {
            guard let type = name.text.flatMap(SchemaType.init) else {
                throw failure(
                    "there is no type \(name.text.map { "\"\($0)\"" } ?? name.kindInWords)",
                    "types are \(SchemaType.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            types.append(type)
        }
        return types.contains(.number) ? types.filter { $0 != .integer } : types
    }

    private var implied: [SchemaType] {
        let kinds: [(SchemaType, [String])] = [
            (.number, SchemaKeyword.ofNumbers), (.string, SchemaKeyword.ofStrings), (.array, SchemaKeyword.ofArrays),
            (.object, SchemaKeyword.ofObjects),
        ]
        let meant = kinds.filter { $0.1.contains { self[$0] != nil } }.map(\.0)
        return meant.isEmpty ? SchemaType.allCases.filter { $0 != .integer } : meant
    }

    /// The values of `enum` or `const`, the only ones that fit if there are such.
    func constants() throws(JSONSchemaError) -> [JSON]? {
        if let constant = self["const"] {
            try refuseBeside("const", allowed: ["type"])
            return [constant]
        }
        guard let list = self["enum"] else { return nil }
        try refuseBeside("enum", allowed: ["type"])
        guard let values = list.elements else { throw failure("\"enum\" should be a list of values") }
        return values
    }

    /// A count such as `minItems`.
    func count(_ keyword: String) throws(JSONSchemaError) -> Int? {
        guard let value = self[keyword] else { return nil }
        guard let count = value.integer, (0...1_000_000).contains(count) else {
            throw failure("\"\(keyword)\" should be a whole number from 0 to 1000000")
        }
        return count
    }

    /// A number such as `minimum`.
    func bound(_ keyword: String, isExclusive: Bool) throws(JSONSchemaError) -> DecimalBound? {
        guard let value = self[keyword] else { return nil }
        guard let decimal = Decimal(value), decimal.whole.count <= 400 else {
            throw failure("\"\(keyword)\" should be a number")
        }
        return DecimalBound(value: decimal, isExclusive: isExclusive)
    }
}
