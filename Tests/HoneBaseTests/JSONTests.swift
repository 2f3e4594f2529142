import HoneBase
import Testing

@Suite("JSON as a tree")
struct JSONTests {
    @Test("Members keep their order, and whole numbers and floats their kind")
    func kinds() throws {
        let json = try JSON(parsing: #" {"b": 1, "a": 1.0, "c": [1e0, -0, true, null, "x"], "d": {}} "#)
        #expect(json.members?.map(\.name) == ["b", "a", "c", "d"])
        #expect(json["b"] == .integer(1))
        #expect(json["a"] == .number(1))
        #expect(json["c"] == .array([.number(1), .integer(0), .bool(true), .null, .string("x")]))
        #expect(json["d"] == .object([]))
    }

    @Test(
        "The largest integers are exact, larger ones keep their digits",
        arguments: [
            ("9223372036854775807", JSON.integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .hugeInteger("9223372036854775808")),
            ("-123456789012345678901234567890", .hugeInteger("-123456789012345678901234567890")),
            ("9007199254740993", .integer(9_007_199_254_740_993)),
        ])
    func bigIntegers(_ text: String, _ expected: JSON) throws {
        let json = try JSON(parsing: text)
        #expect(json == expected)
        #expect(json.compactText == text)
    }

    @Test(
        "What is no JSON is refused where it stops being so",
        arguments: [
            ("", 0), ("{", 1), ("[1,]", 3), ("[1 2]", 3), ("{\"a\":1,}", 7), ("{\"a\" 1}", 5), ("{a:1}", 1),
            ("[1]]", 3),
            ("nul", 0), ("tru", 0), ("+1", 0), ("01", 0), ("-", 0), ("1.", 0), (".5", 0), ("1e", 0), ("0x10", 1),
            ("NaN", 0), ("Infinity", 0), ("-Infinity", 0), ("nan", 0), ("'a'", 0), ("\"a", 2), ("\"\\x\"", 1),
            ("\"\\u12\"", 5), ("\"a\u{1}\"", 2), ("{\"a\":1 \"b\":2}", 7), ("\u{FEFF}{}", 0), ("[}", 1), ("{]", 1),
        ])
    func malformed(_ text: String, _ offset: Int) throws {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.offset == offset)
    }

    @Test(
        "A text cut short is told from a wrong one",
        arguments: ["{\"a\": [1, 2", "{\"a\"", "[1, \"tex", "tr", "{\"a\": -"])
    func truncated(_ text: String) throws {
        #expect(#expect(throws: JSONError.self) { try JSON(parsing: text) }?.isTruncated == true)
    }

    @Test("A name that stands twice is an error, or the last one counts")
    func duplicates() throws {
        let text = #"{"a": 1, "b": 2, "a": 3}"#
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.offset == 17)
        var reading = JSONReading()
        reading.lastNameWins = true
        #expect(try JSON(parsing: text, reading) == ["a": 3, "b": 2])
    }

    @Test("Twice is noticed among many names")
    func manyNames() throws {
        let names = (0..<5000).map { "\"n\($0)\":\($0)" }
        #expect(try JSON(parsing: "{\(names.joined(separator: ","))}").members?.count == 5000)
        #expect(throws: JSONError.self) { try JSON(parsing: "{\(names.joined(separator: ",")),\"n4321\":0}") }
    }

    @Test("Nesting ends at the limit, not at the end of the stack")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSON(parsing: nested(128)) }
        #expect(throws: JSONError.self) { try JSON(parsing: nested(129)) }
        #expect(throws: JSONError.self) { try JSON(parsing: nested(1_000_000)) }
    }

    @Test("Escapes, surrogate pairs and bytes that are no UTF-8")
    func strings() throws {
        #expect(try JSON(parsing: #""\"\\\/\b\f\n\r\té😀""#) == "\"\\/\u{8}\u{c}\n\r\té😀")
        for text in [#""\ud83d""#, #""\ud83dx""#, #""\ude00""#, #""\ud83d\ud83d""#] {
            #expect(throws: JSONError.self) { try JSON(parsing: text) }
            #expect(try JSON(parsing: text, .programs).text?.contains("\u{FFFD}") == true)
        }
        let broken: [UInt8] = [0x22, 0x61, 0xC3, 0x22]
        #expect(throws: JSONError.self) { try JSON(parsing: broken) }
        #expect(try JSON(parsing: broken, .programs) == "a\u{FFFD}")
    }

    @Test("Numbers beyond the largest are refused, or infinite as Python reads them")
    func overflow() throws {
        for text in ["1e999", "-1e400", "123456789e302"] {
            #expect(throws: JSONError.self) { try JSON(parsing: text) }
            #expect(try JSON(parsing: text, .programs).double?.isInfinite == true)
        }
        #expect(try JSON(parsing: "1e-999") == .number(0))
        #expect(try JSON(parsing: "0e999999999999999999999") == .number(0))
        #expect(try JSON(parsing: "5e-324") == .number(5e-324))
    }

    @Test("What programs print: words for numbers that are not finite, and numbers written loosely")
    func programs() throws {
        let json = try JSON(
            parsing: #"{"a": NaN, "b": -Infinity, "c": inf, "d": .5, "e": +5, "f": 007, "g": 3., "h": null}"#, .programs
        )
        #expect(json["a"]?.double?.isNaN == true)
        #expect(json["b"] == .number(-.infinity))
        #expect(json["c"] == .number(.infinity))
        #expect(json["d"] == 0.5)
        #expect(json["e"] == 5)
        #expect(json["f"] == 7)
        #expect(json["g"] == 3.0)
        #expect(json["h"] == .null)
    }

    @Test("Line and column of an error")
    func position() throws {
        let text = "{\n \"a\": x}"
        let position = #expect(throws: JSONError.self) { try JSON(parsing: text) }?.position(in: text.utf8)
        #expect(position?.line == 2)
        #expect(position?.column == 7)
    }
}
