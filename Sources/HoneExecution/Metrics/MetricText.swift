import HoneCore

/// A line as metrics are looked for in it: what a terminal would show, with the many blanks, signs and separators that
/// programs print turned into those of ASCII.
struct MetricText {
    private var shown: [UInt8] = []
    private var plain: [UInt8] = []

    /// Calls `body` with the cleaned line; lines of plain ASCII are handed on as they are.
    mutating func withCleaned<Result>(
        _ line: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        // Nearly every line is plain ASCII.
        guard line.contains(where: { $0 >= 0x80 || $0 == 0x1B || $0 == 0x08 }) else { return body(line) }
        if TerminalBytes.changes(line) {
            TerminalBytes.show(line, in: &shown)
            shown.withUnsafeBufferPointer { Self.clean($0, into: &plain) }
        } else {
            Self.clean(line, into: &plain)
        }
        return plain.withUnsafeBufferPointer(body)
    }

    /// The bytes of a text, cleaned like the lines it is looked for in.
    static func cleaned(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        Array(text.utf8).withUnsafeBufferPointer { clean($0, into: &result) }
        return result
    }

    private static func clean(_ line: UnsafeBufferPointer<UInt8>, into result: inout [UInt8]) {
        result.removeAll(keepingCapacity: true)
        var index = 0
        while index < line.count {
            let byte = line[index]
            let next = index + 1 < line.count ? line[index + 1] : 0
            let third = index + 2 < line.count ? line[index + 2] : 0
            guard byte >= 0x80, let (meaning, length) = meaning(byte, next, third) else {
                result.append(byte)
                index += 1
                continue
            }
            index += length
            switch meaning {
            case .nothing: break
            case .byte(let plain): result.append(plain)
            case .blank:
                // Between two digits it groups them, as in 1 234.5.
                let isGrouping =
                    result.last.map(isDigit) == true && index < line.count && isDigit(line[index])
                result.append(isGrouping ? UInt8(ascii: "_") : 0x20)
            }
        }
    }

    private enum Meaning {
        case nothing
        case blank
        case byte(UInt8)
    }

    /// What a character of two or three bytes stands for, and its length; nil for all that stand for themselves.
    private static func meaning(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> (Meaning, Int)? {
        switch (first, second, third) {
        case (0xC2, 0xA0, _): (.blank, 2)  // no-break space
        case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
            (.blank, 3)  // thin, figure, narrow and wide spaces
        case (0xE2, 0x80, 0x8B...0x8F), (0xE2, 0x80, 0xAA...0xAE), (0xE2, 0x81, 0xA0...0xA9), (0xEF, 0xBB, 0xBF):
            (.nothing, 3)  // zero-width spaces, directional marks, byte-order mark
        case (0xE2, 0x88, 0x92): (.byte(UInt8(ascii: "-")), 3)  // U+2212, the minus sign
        case (0xEF, 0xBC, 0x9A): (.byte(UInt8(ascii: ":")), 3)  // full-width colon
        case (0xEF, 0xBC, 0x9D): (.byte(UInt8(ascii: "=")), 3)  // full-width equals sign
        default: nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
