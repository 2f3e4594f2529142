/// Why a model file (GGUF weights, a safetensors adapter, a tokenizer's tables) cannot be used: names the file, the
/// place in it, what is wrong there, and what to do about it.
package struct ModelFileError: Error, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// The file is not there or cannot be opened, read or written.
        case unreadable
        /// The bytes break the format's rules: truncated, lying about sizes, or another kind of file.
        case malformed
        /// A valid file that uses something this reader does not know.
        case unsupported
        /// The file reads well but lacks something that was asked of it, or holds it in another shape.
        case mismatched
    }

    package let kind: Kind
    /// Path of the file.
    package let file: String
    /// Where in the file: a field's name, a tensor, a byte offset.
    package let place: String
    package let problem: String
    package let remedy: String

    package init(_ kind: Kind, file: String, place: String, problem: String, remedy: String) {
        self.kind = kind
        self.file = file
        self.place = Self.printable(place)
        self.problem = Self.printable(problem)
        self.remedy = remedy
    }

    /// Messages quote files from outside: no control characters and no more than a few lines of a terminal.
    private static func printable(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > longest || scalars.contains(where: { $0.properties.generalCategory == .control }) else {
            return text
        }
        return scalars.prefix(longest).map { $0.properties.generalCategory == .control ? "?" : String($0) }.joined()
            + (scalars.count > longest ? "…" : "")
    }

    private static let longest = 600

    package var description: String {
        let subject = place.isEmpty ? file : "\(file), \(place)"
        return "\(subject): \(problem). \(remedy)"
    }

    /// Outside text inside a message: one line, printable, at most `limit` characters.
    static func quoted(_ text: String, limit: Int = 60) -> String {
        let printable = text.unicodeScalars.prefix(limit).map { scalar in
            scalar.properties.generalCategory == .control ? "?" : String(scalar)
        }
        return "'" + printable.joined() + (text.unicodeScalars.count > limit ? "…'" : "'")
    }
}
