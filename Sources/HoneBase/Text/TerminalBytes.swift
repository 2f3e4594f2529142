/// What a terminal would show of a line of bytes: colours and other escape sequences taken out, backspaces carried out.
///
/// Sequences as in ECMA-48: CSI, OSC and the other strings, two-character escapes, and the eight-bit (C1) forms as UTF-8.
package struct TerminalBytes {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var result: [UInt8]

    private static let escape: UInt8 = 0x1B
    private static let backspace: UInt8 = 0x08
    /// The first byte of a C1 character in UTF-8.
    private static let leadOfC1: UInt8 = 0xC2

    /// Whether `shown` would change the line.
    package static func changes(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        line.contains { $0 == escape || $0 == backspace || $0 == leadOfC1 }
    }

    /// Writes what would be shown into `result`, in place of what is there.
    ///
    /// A sequence that moves the cursor or erases leaves a blank, so that the texts on both its sides stay two; one that sets
    /// a colour leaves nothing.
    package static func show(_ line: UnsafeBufferPointer<UInt8>, in result: inout [UInt8]) {
        result.removeAll(keepingCapacity: true)
        var reader = TerminalBytes(bytes: line, result: result)
        result = []
        reader.read()
        result = reader.result
    }

    /// The same for a whole text.
    package static func text(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBufferPointer { line in
            guard changes(line) else { return bytes }
            var result: [UInt8] = []
            show(line, in: &result)
            return result
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, result: [UInt8]) {
        self.bytes = bytes
        self.result = result
    }

    private mutating func read() {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == Self.escape {
                skipEscape()
            } else if byte == Self.leadOfC1, position < bytes.count, (0x80..<0xA0).contains(bytes[position]) {
                let introducer = bytes[position] - 0x40
                position += 1
                skip(introducer)
            } else if byte == Self.backspace {
                removeLastCharacter()
            } else {
                result.append(byte)
            }
        }
    }

    private mutating func skipEscape() {
        // Intermediate bytes choose a character set, say; the final one ends them.
        while position < bytes.count, (0x20..<0x30).contains(bytes[position]) { position += 1 }
        guard position < bytes.count, (0x30..<0x7F).contains(bytes[position]) else { return }
        position += 1
        skip(bytes[position - 1])
    }

    /// Skips what follows ESC and this byte.
    private mutating func skip(_ introducer: UInt8) {
        switch introducer {
        case UInt8(ascii: "["): skipControlSequence()
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            skipString()
        default: break
        }
    }

    private mutating func skipControlSequence() {
        while position < bytes.count, (0x20..<0x40).contains(bytes[position]) { position += 1 }
        guard position < bytes.count, (0x40..<0x7F).contains(bytes[position]) else { return }
        if bytes[position] != UInt8(ascii: "m") { result.append(0x20) }
        position += 1
    }

    /// A string ends with BEL or with ESC and a backslash.
    private mutating func skipString() {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == 0x07 { return }
            guard position < bytes.count else { continue }
            let next = bytes[position]
            if (byte == Self.escape && next == UInt8(ascii: "\\")) || (byte == Self.leadOfC1 && next == 0x9C) {
                position += 1
                return
            }
        }
    }

    private mutating func removeLastCharacter() {
        // Continuation bytes of UTF-8 go with their first byte.
        while let last = result.popLast(), (0x80..<0xC0).contains(last) {}
    }
}
