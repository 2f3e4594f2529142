import HoneBase

/// Why a model file (GGUF weights, a safetensors adapter, a tokenizer's tables) cannot be used: names the file, the
/// place in it, what is wrong there, and what to do about it.
///
///     do { try FineTuningRun(...) } catch let error as ModelFileError where error.kind == .unsupported {
///         print(error.file, error.problem)
///     }
public struct ModelFileError: HoneError, Hashable {
    /// What kind of thing is wrong.
    public enum Kind: String, Sendable {
        /// The file is not there or cannot be opened, read or written.
        case unreadable
        /// The bytes break the format's rules: truncated, lying about sizes, or another kind of file.
        case malformed
        /// A valid file that uses something this reader does not know.
        case unsupported
        /// The file reads well but lacks something that was asked of it, or holds it in another shape.
        case mismatched
    }

    /// What kind of thing is wrong.
    public let kind: Kind
    /// Path of the file.
    public let file: String
    /// Where in the file: a field's name, a tensor, a byte offset; empty where the whole file is meant.
    public let field: String
    public let problem: String
    public let remedy: String?
    public let fault: Fault

    public var place: String? { field.isEmpty ? file : "\(file), \(field)" }

    package init(
        _ kind: Kind, file: String, place: String, problem: String, remedy: String, fault: Fault = .input
    ) {
        self.kind = kind
        self.file = file
        field = Self.printable(place)
        self.problem = Self.printable(problem)
        self.remedy = remedy.isEmpty ? nil : Self.clause(remedy)
        self.fault = fault
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

    /// A sentence as the last part of another one: without its full stop, and its first word small unless it is a name.
    private static func clause(_ sentence: String) -> String {
        let text = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
        guard let first = text.first, text.dropFirst().first?.isLowercase == true else { return text }
        return first.lowercased() + text.dropFirst()
    }

    /// Outside text inside a message: one line, printable, at most `limit` characters.
    static func quoted(_ text: String, limit: Int = 60) -> String {
        let printable = text.unicodeScalars.prefix(limit).map { scalar in
            scalar.properties.generalCategory == .control ? "?" : String(scalar)
        }
        return "'" + printable.joined() + (text.unicodeScalars.count > limit ? "…'" : "'")
    }
}
