import HoneCore
import Testing

@Suite("Linear conditions of constraints") struct LinearConditionTests {
    /// `a`, `b`, `c` on a linear scale, `p` and `q` on a logarithmic one, `two` is 2, `opt` is no number.
    private static func conditions(_ text: String) throws -> (texts: [String], isComplete: Bool) {
        let found = try Constraint(parsing: text).linearConditions { name in
            switch name {
            case "a", "b", "c": .linear
            case "p", "q": .logarithmic
            case "two": .constant(2)
            default: .other
            }
        }
        let texts = found.conditions.map { condition in
            let sum = condition.weights.sorted { $0.key < $1.key }.map { "\($0.value)\($0.key)" }
            let relation = condition.isEquality ? "==" : (condition.isStrict ? "<" : "<=")
            let logarithm = condition.measure == .logarithms ? "log " : ""
            return "\(logarithm)\(sum.joined(separator: " ")) \(relation) \((condition.bound * 1e6).rounded() / 1e6)"
        }
        return (texts, found.isComplete)
    }

    @Test(
        "are read off sums, chains, absolute values and extremes",
        arguments: [
            ("a + 2 * b <= 1", ["1.0a 2.0b <= 1.0"]),
            ("1 - a > (b - 3) / 2", ["1.0a 0.5b < 2.5"]),
            ("a < b <= c", ["1.0a -1.0b < 0.0", "1.0b -1.0c <= 0.0"]),
            ("a + b + c == two", ["1.0a 1.0b 1.0c == 2.0"]),
            ("a <= 0.5 and b >= two * a", ["1.0a <= 0.5", "2.0a -1.0b <= 0.0"]),
            ("abs(a - b) <= 0.1", ["1.0a -1.0b <= 0.1", "-1.0a 1.0b <= 0.1"]),
            ("max(a, b) + c <= 1", ["1.0a 1.0c <= 1.0", "1.0b 1.0c <= 1.0"]),
            ("min(a, b) >= -c", ["-1.0a -1.0c <= 0.0", "-1.0b -1.0c <= 0.0"]),
            ("p * q <= 1", ["log 1.0p 1.0q <= 0.0"]),
            ("p <= q ** 2 / 1", ["log 1.0p -2.0q <= 0.0"]),
        ])
    func known(text: String, expected: [String]) throws {
        let found = try Self.conditions(text)
        #expect(found.texts == expected)
        #expect(found.isComplete)
    }

    @Test(
        "leave out what is not linear, and say so",
        arguments: [
            ("a * b <= 1", []), ("a <= 1 or b <= 1", []), ("abs(a) >= 0.5", []), ("a + p <= 1", []),
            ("not a <= b", []), ("a != b", []), ("opt == 'x' and a <= b", ["1.0a -1.0b <= 0.0"]),
            ("a in [1, 2]", []), ("max(a, b) == 1", []),
        ])
    func partly(text: String, expected: [String]) throws {
        let found = try Self.conditions(text)
        #expect(found.texts == expected)
        #expect(!found.isComplete)
    }
}
