import Foundation
import HoneCore
import HoneNumerics
import Testing

@Suite struct PrintableTextTests {
    /// Scalars that a terminal or a reader would obey, beside those of ordinary text.
    private static let scalars: [Unicode.Scalar] =
        (0..<0x20).compactMap { Unicode.Scalar($0) } + (0x7F..<0xA0).compactMap { Unicode.Scalar($0) }
        + [
            "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{200E}", "\u{200F}", "\u{61C}", "\u{2028}", "\u{2029}",
            "\u{FEFF}", "\u{AD}", "\u{E0041}", "a", "ß", "é", "中", "👩", "\u{200D}", "[", "]", ";", "m",
        ]

    private func text(_ generator: inout SeededGenerator) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<generator.integer(below: 30) {
            text.append(Self.scalars[generator.integer(below: Self.scalars.count)])
        }
        return String(text)
    }

    private func isHarmless(_ text: String, except kept: String) -> Bool {
        !text.unicodeScalars.contains { scalar in
            !kept.unicodeScalars.contains(scalar)
                && (scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
                    || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
                    || [0x200E, 0x200F, 0x61C, 0x2028, 0x2029].contains(scalar.value))
        }
    }

    @Test("nothing that a terminal obeys is left, and columns stay aligned", arguments: 1...3)
    func harmless(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let text = text(&generator)
            #expect(isHarmless(PrintableText.line(text), except: ""))
            #expect(isHarmless(PrintableText.block(text), except: "\n\t"))
            #expect(PrintableText.line(text).unicodeScalars.count == text.unicodeScalars.count)
        }
    }

    @Test("ordinary text of any script stays as it is")
    func ordinary() {
        for text in ["", "loss 0.3", "größer", "中文", "👩‍🔬", "a\tb\nc", "مرحبا"] {
            #expect(PrintableText.block(text) == text)
        }
        #expect(PrintableText.line("\u{1B}[2Jx\n") == "␛[2Jx␊")
    }

    @Test("JSON and CSV say the same without them", arguments: 1...3)
    func sameMeaning(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let text = text(&generator)
            let json = PrintableText.json(String(decoding: try JSONEncoder().encode(text), as: UTF8.self))
            #expect(isHarmless(json, except: ""))
            #expect(
                Array(try JSONDecoder().decode(String.self, from: Data(json.utf8)).unicodeScalars)
                    == Array(text.unicodeScalars))
            let cell = CSVCell.encode(text)
            #expect(isHarmless(cell, except: "\n"))
            #expect(Array(CSVCell.decode(cell).unicodeScalars) == Array(text.unicodeScalars))
        }
    }

    @Test("no cell is a formula for a spreadsheet, every cell reads back, and numbers stay numbers", arguments: 1...3)
    func formulas(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let parts = ["=", "+", "-", "@", "'", "\"", "1", ".", "e", ",", "cmd", "\n", "\t", "{", "|"]
        for _ in 0..<1000 {
            let text = (0..<generator.integer(below: 6)).map { _ in parts[generator.integer(below: parts.count)] }
                .joined()
            let cell = CSVCell.encode(text)
            #expect(CSVCell.decode(cell) == text)
            #expect(Double(cell) != nil || !"=+-@\t\r".contains(cell.first ?? "x"), "\(cell)")
        }
        for number in ["-0.5", "+3", "1e-05", "-inf", "nan", "-1.5e300"] { #expect(CSVCell.encode(number) == number) }
        #expect(CSVCell.line(["=1+1", "a,b", "-2"]) == "'=1+1,\"a,b\",-2")
    }

    @Test("a terminal's text is found among its sequences")
    func sequences() {
        let cases = [
            ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}]0;title\u{7}text", "text"), ("a\u{1B}[Kb", "a b"),
            ("ab\u{8}c", "ac"),
            ("é\u{8}x", "x"), ("\u{9B}1mx", "x"), ("\u{1B}(Bx", "x"),
            ("\u{1B}]8;;u\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"),
            ("\u{1B}", ""), ("\u{1B}[", ""), ("\u{8}\u{8}x", "x"), ("\u{1B}Pq#0\u{1B}\\x", "x"), ("Â£", "Â£"),
        ]
        for (bytes, text) in cases {
            #expect(String(decoding: TerminalBytes.text(Array(bytes.utf8)), as: UTF8.self) == text)
        }
    }
}
