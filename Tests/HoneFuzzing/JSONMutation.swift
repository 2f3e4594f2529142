import HoneNumerics

/// Changes to JSON that mostly leave it JSON: other numbers, texts, members and nestings.
enum JSONMutation {
    /// Numbers and other values that readers trip over.
    private static let values = [
        "0", "-1", "1", "2", "7", "16", "4096", "65536", "1.5", "1e9", "1e400", "-0", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "18446744073709551616", "4611686018427387904", "null", "true",
        "false", "\"\"", "\"x\"", "[]", "{}", "[0,0]", "[1e30]", "{\"a\":1}", "\"(a*)*\"", "\"[\"", "\"\\ud800\"",
        "\"\\u0000\"", "\"all-linear\"", "\".*\"", "\"((((((((a{99}){99}){99}){99}){99}){99}){99}){99})\"",
    ]

    /// A value's or a member's place in the text.
    private struct Span {
        let range: Range<Int>
        let isText: Bool
    }

    static func apply(to bytes: inout [UInt8], random: inout SeededGenerator) {
        let spans = spans(of: bytes)
        guard !spans.isEmpty else { return ByteMutation.apply(to: &bytes, limit: bytes.count, random: &random) }
        let span = spans[random.integer(below: spans.count)]
        switch random.integer(below: 8) {
        case 0, 1: bytes.replaceSubrange(span.range, with: Array(values[random.integer(below: values.count)].utf8))
        case 2:
            let other = spans[random.integer(below: spans.count)]
            bytes.replaceSubrange(span.range, with: Array(bytes[other.range]))
        case 3:
            // A digit more or less: near the truth, where off-by-one errors live.
            let digits = span.range.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[$0]) }
            guard !digits.isEmpty else { return }
            bytes[digits[random.integer(below: digits.count)]] = UInt8(ascii: "0") + UInt8(random.integer(below: 10))
        case 4: bytes.removeSubrange(member(around: span, in: bytes))
        case 5:
            let range = member(around: span, in: bytes)
            bytes.insert(contentsOf: Array(bytes[range]), at: range.lowerBound)
        case 6:
            let depth = [1, 3, 600][random.integer(below: 3)]
            let opening = [UInt8](repeating: UInt8(ascii: "["), count: depth)
            let closing = [UInt8](repeating: UInt8(ascii: "]"), count: depth)
            bytes.replaceSubrange(span.range, with: opening + bytes[span.range] + closing)
        default:
            guard span.isText, span.range.count > 2 else { return }
            var text = Array(bytes[span.range].dropFirst().dropLast())
            ByteMutation.apply(to: &text, limit: text.count, random: &random)
            bytes.replaceSubrange((span.range.lowerBound + 1)..<(span.range.upperBound - 1), with: text)
        }
    }

    /// Texts, numbers and words of a JSON text, by a scan that needs no valid JSON.
    private static func spans(of bytes: [UInt8]) -> [Span] {
        var spans: [Span] = []
        var position = 0
        while position < bytes.count {
            let start = position
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                    position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
                }
                position = min(bytes.count, position + 1)
                spans.append(Span(range: start..<position, isText: true))
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "a")...UInt8(ascii: "z"):
                while position < bytes.count, isWord(bytes[position]) { position += 1 }
                spans.append(Span(range: start..<position, isText: false))
            default: position += 1
            }
        }
        return spans
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// From a value to the next comma or bracket, the comma included.
    private static func member(around span: Span, in bytes: [UInt8]) -> Range<Int> {
        var end = span.range.upperBound
        while end < bytes.count, bytes[end] != UInt8(ascii: ","), bytes[end] != UInt8(ascii: "}") { end += 1 }
        if end < bytes.count, bytes[end] == UInt8(ascii: ",") { end += 1 }
        return span.range.lowerBound..<end
    }
}
