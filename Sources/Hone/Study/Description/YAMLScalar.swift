import HoneCore

/// What a plain scalar means in the core schema of YAML 1.2 (section 10.3.2 of its specification), so that `no`, `off` and
/// `1_000` are texts and `010` is ten. Nulls are the caller's business.
enum YAMLScalar {
    static func value(of text: String) -> ParameterValue {
        switch text {
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": .float(-.infinity)
        case ".nan", ".NaN", ".NAN": .float(.nan)
        default: based(text, "0x", radix: 16) ?? based(text, "0o", radix: 8) ?? ParameterValue(parsing: text)
        }
    }

    private static func based(_ text: String, _ prefix: String, radix: Int) -> ParameterValue? {
        guard text.hasPrefix(prefix) else { return nil }
        let digits = text.dropFirst(prefix.count)
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && ($0.isHexDigit) }) else { return nil }
        return Int(digits, radix: radix).map(ParameterValue.int)
    }
}
