import HoneCore

/// The end of a file of any size, as people may read it.
package enum FileTail {
    /// Bytes that are read: room for the last lines of a stack trace.
    private static let length = 16 * 1024
    /// Bytes of a line that are quoted.
    package static let longestQuote = 160

    /// The last line that is not blank, shortened; nil if there is none.
    package static func lastLine(of path: String) -> String? { bytes(of: path).last.map(quote) }

    /// The last lines that are not blank, at most `count`, each shortened to `width` characters.
    package static func lines(of path: String, count: Int, width: Int) -> [String] {
        bytes(of: path).suffix(count).map { line in
            PrintableText.line(String(decoding: TerminalBytes.text(Array(line)), as: UTF8.self)).shortened(to: width)
        }
    }

    /// A line as it is quoted in messages: without colours, with its control characters made visible, cut where it is long.
    package static func quote(_ bytes: some Collection<UInt8>) -> String {
        let shown = TerminalBytes.text(Array(bytes.prefix(longestQuote)))
        let text = PrintableText.line(String(decoding: shown, as: UTF8.self)).drop { $0 == " " }
        return text + (bytes.count >= longestQuote ? "..." : "")
    }

    private static func bytes(of path: String) -> [ArraySlice<UInt8>] {
        let tail = (try? RegularFile.tail(of: path, limit: length)) ?? []
        return tail.split { $0 == 10 || $0 == 13 }.filter { line in line.contains { $0 > 32 } }
    }
}
