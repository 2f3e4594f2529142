import HoneBase
import Testing

@Suite("JSON piece by piece")
struct JSONCursorTests {
    private func reading<T>(
        _ text: String, _ reading: JSONReading = .strict, _ body: (inout JSONCursor) throws -> T
    ) throws -> T {
        try Array(text.utf8).withUnsafeBufferPointer { bytes in
            var cursor = JSONCursor(bytes, reading)
            return try body(&cursor)
        }
    }

    @Test("The parts of an object are found without reading them")
    func members() throws {
        let text = #"{"a": {"x": [1, 2]}, "b": "\"}", "c": 3}"#
        let members = try reading(text) { try $0.members() }
        let parts = members.mapValues { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
        #expect(parts == ["a": #"{"x": [1, 2]}"#, "b": #""\"}""#, "c": "3"])
    }

    @Test("What is skipped must be as well written as what is read")
    func skipping() throws {
        for (text, isValid) in Samples.texts {
            let skips =
                (try? reading(text) { cursor -> Bool in
                    try cursor.skip()
                    try cursor.finish()
                    return true
                }) != nil
            #expect(skips == isValid, "\(text)")
            #expect(((try? JSON(parsing: text)) != nil) == isValid, "\(text)")
        }
    }

    @Test("Skipping costs no stack and ends at the limit of nesting")
    func depth() {
        #expect(throws: JSONError.self) {
            try reading(String(repeating: "{\"a\":[", count: 500_000)) { try $0.skip() }
        }
    }

    @Test("Damaged text never crashes, and skipping agrees with reading")
    func fuzzed() throws {
        let original = Array(#"{"a": [1, -2.5e3, true, null, "té\n😀"], "b": {"c": {}, "d": []}, "e": 0.1}"#.utf8)
        var state: UInt64 = 42
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let alphabet = Array("{}[]\",:\\u0129.eE+-ntfNI \u{7F}".utf8) + [0, 0x80, 0xFF, 0xC3]
        for _ in 0..<20_000 {
            var bytes = original
            for _ in 0...draw(3) {
                guard !bytes.isEmpty else { break }
                let place = draw(bytes.count)
                switch draw(4) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(alphabet[draw(alphabet.count)], at: place)
                case 2: bytes = Array(bytes[..<place])
                default: bytes[place] = alphabet[draw(alphabet.count)]
                }
            }
            for reading in [JSONReading.strict, .programs] {
                let tree = try? JSON(parsing: bytes, reading)
                let isSkipped = bytes.withUnsafeBufferPointer { buffer in
                    var cursor = JSONCursor(buffer, reading)
                    return (try? cursor.skip()) != nil && cursor.isAtEnd()
                }
                // Skipping looks neither for names that stand twice nor at the encoding or size of what it skips.
                if tree != nil { #expect(isSkipped, "\(String(decoding: bytes, as: UTF8.self))") }
                if let tree, reading == .strict { #expect(try JSON(parsing: tree.compactText) == tree) }
            }
        }
    }

    private enum Samples {
        static let texts: [(String, Bool)] = [
            ("[]", true), ("{}", true), (" [ 1 , 2 ] ", true), ("{\"a\":{\"b\":[{}]}}", true), ("\"\\u00e9\"", true),
            ("-0.5e-3", true), ("null", true), ("true", true), ("[,]", false), ("[1,,2]", false), ("{,}", false),
            ("{\"a\"}", false), ("{\"a\":}", false), ("{1:2}", false), ("[1:2]", false), ("{\"a\":1,2}", false),
            ("[\"\\q\"]", false), ("[1]{", false), ("[nan]", false), ("[01]", false), ("[1e999]", false),
        ]
    }
}
