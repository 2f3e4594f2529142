/// Where a text stops being JSON, or goes beyond what the reader allows.
package struct JSONError: HoneError, Hashable {
    /// Bytes before the offending place, counted from the start of the whole text.
    package let offset: Int
    /// What is wrong there, without a place: `a ':' should stand behind a name`.
    package let problem: String
    /// Whether the text ended too early, as the last line of a file cut short does.
    package let isTruncated: Bool

    package init(offset: Int, problem: String, isTruncated: Bool = false) {
        self.offset = offset
        self.problem = problem
        self.isTruncated = isTruncated
    }

    package var place: String? { "byte \(offset + 1)" }
    package var remedy: String? { nil }
    package var fault: Fault { .input }

    package var description: String { "not JSON at byte \(offset + 1): \(problem)" }

    /// Line and column of the place, both counted from 1; columns are bytes.
    package func position(in text: some Sequence<UInt8>) -> (line: Int, column: Int) {
        var (line, column) = (1, 1)
        for byte in text.prefix(offset) {
            column += 1
            if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 1) }
        }
        return (line, column)
    }
}
