import HoneBase
import Testing

@Suite("Numbers in JSON")
struct JSONNumberTests {
    /// Numbers of many lengths and sizes, from a generator with a fixed start.
    private static func texts(_ count: Int) -> [String] {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func draw(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        return (0..<count).map { _ in
            var text = draw(2) == 0 ? "-" : ""
            text += draw(4) == 0 ? "0" : "\(1 + draw(9))" + (0..<draw(22)).map { _ in "\(draw(10))" }.joined()
            text += "." + (0...draw(24)).map { _ in "\(draw(10))" }.joined()
            switch draw(3) {
            case 0: text += "e\(Int(draw(600)) - 300)"
            case 1: text += "E+\(draw(20))"
            default: break
            }
            return text
        }
    }

    @Test("Every number is the one that the standard library reads")
    func correctlyRounded() throws {
        for text in Self.texts(20_000) {
            let expected = try #require(Double(text))
            if expected.isFinite {
                #expect(try JSON(parsing: text) == .number(expected), "\(text)")
            } else {
                #expect(throws: JSONError.self) { try JSON(parsing: text) }
            }
        }
    }

    @Test(
        "Halfway cases and the ends of the range",
        arguments: [
            "9007199254740993.0", "9007199254740992.9999999999999999", "1.7976931348623157e308",
            "2.2250738585072011e-308",
            "4.9406564584124654e-324", "2.4703282292062327e-324", "0.1e1", "8.5e22", "9.5e22", "1.0e-22", "1.0e-23",
            "123456789012345678.5",
        ])
    func hardCases(_ text: String) throws {
        #expect(try JSON(parsing: text) == .number(try #require(Double(text))))
    }

    @Test("A number is not read without end")
    func long() {
        #expect(throws: Never.self) { try JSON(parsing: "1." + String(repeating: "3", count: 1000)) }
        #expect(throws: JSONError.self) { try JSON(parsing: "1." + String(repeating: "3", count: 100_000)) }
    }
}
