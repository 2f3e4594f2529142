import HoneBase
import HoneLanguageModel
import Testing

@Suite("An answer held to a JSON schema") struct JSONSchemaTests {
    private static func answer(
        _ schema: JSON, generator: TextGenerator, maxTokens: Int, seed: UInt64 = 0
    ) throws -> TextGenerator.Answer {
        try generator.run(
            [5, 6],
            options: .init(
                maxTokens: maxTokens, sampling: Sampling(temperature: seed % 3 == 0 ? 0 : 1.5, seed: seed),
                constraint: try .json(schema: schema, tokenizer: generator.tokenizer)))
    }

    @Test("parses and fits, whatever the schema and the model", arguments: ["smollm", "llama2", "llama3", "qwen2"])
    func fits(name: String) throws {
        for seed in UInt64(0)..<60 {
            let generator = try TinyGenerator.make(name, seed: seed % 3, contextLength: 2048)
            var random = RandomSchema(seed: seed)
            let schema = random.document()
            let answer = try Self.answer(schema, generator: generator, maxTokens: 1000, seed: seed)
            var writer = JSONWriter()
            writer.value(schema)
            let value = try JSON(parsing: answer.text)
            #expect(SchemaValidator(document: schema).fits(value), "\(seed): \(writer.text): \(answer.text)")
            switch answer.ending {
            case .complete, .stopToken, .length: break
            default: Issue.record("ended by \(answer.ending)")
            }
        }
    }

    @Test("is whole even where tokens are scarce") func scarceTokens() throws {
        let schema: JSON = [
            "type": "object", "required": ["name", "tags"],
            "properties": [
                "name": ["type": "string"], "tags": ["type": "array", "items": ["type": "string"]],
                "note": ["type": "string", "minLength": 10],
            ],
        ]
        let generator = try TinyGenerator.make("smollm")
        for tokens in [22, 25, 30, 40, 60] {
            for seed in UInt64(1)..<12 {
                let answer = try Self.answer(schema, generator: generator, maxTokens: tokens, seed: seed)
                #expect(SchemaValidator(document: schema).fits(try JSON(parsing: answer.text)), "\(answer.text)")
            }
        }
        #expect(throws: GenerationError.tooFewTokens(3)) {
            try Self.answer(schema, generator: generator, maxTokens: 3)
        }
    }

    /// Whether a text is among the answers that a schema allows.
    private static func allows(_ schema: JSON, _ texts: [String]) throws -> [Bool] {
        let tokenizer = try TinyGenerator.make("smollm").tokenizer
        let constraint = try TokenConstraint.json(schema: schema, tokenizer: tokenizer)
        return texts.map { constraint.allowance(tokenizer.encode($0), .max).mayEnd }
    }

    @Test("has whole numbers within the bounds, to the last one") func wholeNumbers() throws {
        let numbers = Array(-1203...1203)
        for (low, high) in [(-1200, 1103), (0, 9), (-7, -7), (10, 99), (-100, -99), (-5, 1000), (998, 1001)] {
            let allowed = try Self.allows(
                ["type": "integer", "minimum": .integer(low), "maximum": .integer(high)], numbers.map(String.init))
            #expect(zip(numbers, allowed).allSatisfy { ($0 >= low && $0 <= high) == $1 }, "\(low)...\(high)")
        }
        let open = try Self.allows(["type": "integer", "exclusiveMinimum": 2.5], ["2", "3", "-3", "-0", "03", "3.0"])
        #expect(open == [false, true, false, false, false, false])
    }

    @Test("has numbers within the bounds, exactly") func numbers() throws {
        let cases: [(JSON, [String], [Bool])] = [
            (
                ["minimum": 0.1, "maximum": 2.25],
                ["0.1", "0.10", "0.09999", "2.25", "2.2500", "2.251", "2", "0", "1.5"],
                [true, true, false, true, true, false, true, false, true]
            ),
            (
                ["exclusiveMinimum": 0, "exclusiveMaximum": 1],
                ["0", "0.0", "0.00000001", "0.99999999999999", "1", "1.0", "0.5"],
                [false, false, true, true, false, false, true]
            ),
            (
                ["minimum": -1.5, "maximum": -0.25], ["-1.5", "-1.51", "-0.25", "-0.24", "-1", "0", "1", "-0.3"],
                [true, false, true, false, true, false, false, true]
            ),
            (
                ["minimum": 1e-05, "maximum": 1e3],
                ["0.00001", "0.000009", "1000", "1000.0", "1000.1", "999.99", "37"],
                [true, false, true, true, false, true, true]
            ),
            (["minimum": 1e300], ["1" + String(repeating: "0", count: 300), "5"], [true, false]),
        ]
        for (bounds, texts, expected) in cases {
            let schema = JSON.object([.init("type", "number")] + (bounds.members ?? []))
            #expect(try Self.allows(schema, texts) == expected, "\(bounds)")
        }
    }

    @Test("counts characters, not bytes, and writes patterns as JSON") func strings() throws {
        let lengths = try Self.allows(
            ["type": "string", "minLength": 2, "maxLength": 3],
            [#""a""#, #""ab""#, #""äöü""#, #""日本語x""#, #""\n\"""#, #""a\"#])
        #expect(lengths == [false, true, true, false, true, false])
        let pattern = try Self.allows(
            ["type": "string", "pattern": #"^[A-C]\d{2}("|\\)$"#], [#""A12\"""#, #""A12\\""#, #""A1\"""#, #""D12\"""#])
        #expect(pattern == [true, true, false, false])
        #expect(
            try Self.allows(["type": "string", "pattern": "b"], [#""abc""#, #""b""#, #""ac""#]) == [true, true, false])
    }

    @Test("follows definitions that contain themselves") func recursion() throws {
        let tree: JSON = [
            "$ref": "#/$defs/tree",
            "$defs": [
                "tree": [
                    "type": "object", "required": ["value"],
                    "properties": ["value": ["type": "integer"], "left": ["$ref": "#/$defs/tree"]],
                ]
            ],
        ]
        let texts = [
            #"{"value":1}"#, #"{"value":1,"left":{"value":2, "left": {"value":3}}}"#, #"{"left":{"value":2}}"#,
        ]
        #expect(try Self.allows(tree, texts) == [true, true, false])
        #expect(throws: JSONSchemaError.self) {
            try Self.allows(["type": "object", "required": ["a"], "properties": ["a": ["$ref": "#"]]], [])
        }
    }

    @Test(
        "is refused where the schema asks for more than is known, naming the keyword",
        arguments: [
            ("multipleOf", #"{"type": "number", "multipleOf": 2}"#), ("oneOf", #"{"oneOf": [{"type": "null"}]}"#),
            ("format", #"{"properties": {"day": {"type": "string", "format": "date"}}}"#),
            ("patternProperties", #"{"type": "object", "patternProperties": {"a": true}}"#),
            ("not", #"{"items": {"not": {"type": "null"}}}"#), ("minLength", #"{"enum": ["a"], "minLength": 2}"#),
            ("uniqueItems", #"{"type": "array", "uniqueItems": true}"#), ("allOf", #"{"allOf": [true, true]}"#),
            ("type", #"{"anyOf": [true], "type": "null"}"#), ("maxLength", #"{"pattern": "a", "maxLength": 3}"#),
            ("text", #"{"type": "text"}"#), ("(?=", #"{"pattern": "(?=a)"}"#),
            ("#/$defs/x", ##"{"$ref": "#/$defs/x"}"##),
            ("b", #"{"properties": {"a": true}, "required": ["b"]}"#),
            ("no whole number", #"{"type": "integer", "minimum": 2.1, "maximum": 2.9}"#),
            ("minItems", #"{"type": "array", "minItems": 3, "maxItems": 2}"#), ("a list", "[]"),
        ])
    func refusals(word: String, schema: String) throws {
        let tokenizer = try TinyGenerator.make("smollm").tokenizer
        let document = try JSON(parsing: schema)
        do throws(JSONSchemaError) {
            _ = try TokenConstraint.json(schema: document, tokenizer: tokenizer)
            Issue.record("\(schema) is taken")
        } catch {
            #expect("\(error)".contains(word) && error.place?.hasPrefix("the schema, #") == true, "\(error)")
        }
    }
}
