import Hone
import HoneBase

/// Spans of time as flags: `90s`, `10m`, `2h`.
enum SpanFlag {
    /// - Returns: seconds, more than 0.
    /// - Throws: `DescriptionError` naming the flag.
    static func seconds(_ text: String, _ flag: String) throws -> Double {
        guard let duration = Duration(text: text), duration > .zero else {
            throw DescriptionError(flag, "write a span of time such as 90s, 10m or 2h, not \(text)")
        }
        return duration.inSeconds
    }

    /// The same of a flag that may be left out.
    static func seconds(ifGiven text: String?, _ flag: String) throws -> Double? {
        try text.map { try seconds($0, flag) }
    }
}
