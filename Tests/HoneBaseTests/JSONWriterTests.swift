import HoneBase
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    @Test("What is written is read back, of the same kind")
    func roundTrip() throws {
        let json: JSON = [
            "z": 1, "a": 1.0, "tiny": 5e-324, "big": 1e300, "ten": 1e16, "list": [true, .null, "x", [], .object([])],
            "text": "\"\\/\u{0}\u{1F}\u{7F}\n\t é \u{2028} 😀",
        ]
        #expect(try JSON(parsing: json.compactText) == json)
        #expect(json.compactText.hasPrefix(#"{"z":1,"a":1.0,"tiny":5e-324,"#))
    }

    @Test("Names in order, whatever order they came in")
    func sorted() {
        let json: JSON = ["b": ["d": 1, "c": 2], "a": 0]
        #expect(json.sorted.compactText == #"{"a":0,"b":{"c":2,"d":1}}"#)
    }

    @Test("Blanks for people")
    func spaced() {
        var writer = JSONWriter(isSpaced: true)
        writer.object { writer in
            writer.member("lr", 0.1)
            writer.name("layers")
            writer.array { writer in
                writer.value(1)
                writer.value("two")
            }
        }
        #expect(writer.text == #"{"lr": 0.1, "layers": [1, "two"]}"#)
    }

    @Test("Numbers that are not finite make no invalid JSON, unless the reader is one for them")
    func nonFinite() throws {
        var strict = JSONWriter()
        strict.array { writer in
            writer.value(Double.nan)
            writer.value(-Double.infinity)
        }
        #expect(strict.text == "[null,null]")
        var python = JSONWriter(writesNonFinite: true)
        python.array { writer in
            writer.value(Double.nan)
            writer.value(-Double.infinity)
        }
        #expect(python.text == "[NaN,-Infinity]")
        #expect(try JSON(parsing: python.text, .programs).elements?.last == .number(-.infinity))
    }
}
