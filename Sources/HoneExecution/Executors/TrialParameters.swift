import Foundation
import HoneCore

/// A configuration as programs are told it besides their arguments.
package enum TrialParameters {
    /// The variables that hold the configuration: `HONE_PARAM_LR=0.1`.
    package static func variables(_ configuration: Configuration, in space: SearchSpace) -> [String: String] {
        var variables: [String: String] = [:]
        for (name, value) in configuration.sorted {
            guard let parameter = space[name] else { continue }
            variables[parameter.environmentName] = value.description
        }
        return variables
    }

    /// The configuration as the JSON object that `HONE_PARAMS` names; a float keeps its point, so that Python reads a float.
    package static func json(_ configuration: Configuration) -> String {
        let members = configuration.sorted.map { name, value in
            let text =
                switch value {
                case .int, .float, .bool: value.description
                case .string(let string): quoted(string)
                }
            return "\(quoted(name)): \(text)"
        }
        return "{" + members.joined(separator: ", ") + "}\n"
    }

    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..<" ": result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
