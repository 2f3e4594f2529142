import HoneCore

/// Writes flat JSON objects. Numbers are shortest-round-trip, floats keep their point (`1.0`), so that what is read back
/// is what was written, of the same kind.
enum JSONWriter {
    static func object(_ members: [(String, ParameterValue)]) -> String {
        "{" + members.map { "\(quoted($0.0)):\(text($0.1))" }.joined(separator: ",") + "}"
    }

    static func text(_ value: ParameterValue) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .int, .float, .bool: value.description
        }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case UnicodeScalar(0)..<UnicodeScalar(32):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
