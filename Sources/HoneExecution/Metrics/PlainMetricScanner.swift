import HoneCore

/// Finds `name: number` and `name=number` in a line of text, the name as a whole word.
package enum PlainMetricScanner {
    /// Calls `found` for each name with a number behind it, from left to right.
    ///
    /// Letters, digits, `_`, `-`, `.`, `/` and everything beyond ASCII belong to a word, so `val_loss`, `val-loss` and
    /// `val/loss` are not `loss`. The name may stand in quotes (`'loss': 0.31`, as Python prints a dictionary) and blanks
    /// may surround the separator. A number that runs on into letters or further groups of digits (`3s`, `1,234`) is none.
    static func scan(_ line: UnsafeBufferPointer<UInt8>, _ found: (Slice<UnsafeBufferPointer<UInt8>>, Double) -> Void) {
        var index = 0
        let count = line.count
        while index < count {
            let byte = line[index]
            if byte == UInt8(ascii: ":") || byte == UInt8(ascii: "="), let name = name(before: index, in: line),
                let number = number(after: index, in: line)
            {
                found(line[name], number)
            }
            index += 1
        }
    }

    private static func name(before separator: Int, in line: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        var end = separator
        while end > 0, isBlank(line[end - 1]) { end -= 1 }
        var quote: UInt8?
        if end > 0, line[end - 1] == UInt8(ascii: "'") || line[end - 1] == UInt8(ascii: "\"") {
            quote = line[end - 1]
            end -= 1
        }
        var start = end
        while start > 0, isWord(line[start - 1]) { start -= 1 }
        guard start < end else { return nil }
        if let quote { guard start > 0, line[start - 1] == quote else { return nil } }
        return start..<end
    }

    private static func number(after separator: Int, in line: UnsafeBufferPointer<UInt8>) -> Double? {
        var start = separator + 1
        while start < line.count, isBlank(line[start]) { start += 1 }
        var end = start
        while end < line.count, isNumberByte(line[end]) { end += 1 }
        guard start < end else { return nil }
        if end < line.count, isWord(line[end]) { return nil }
        // The full stop of a sentence is not the number's.
        if line[end - 1] == UInt8(ascii: ".") { end -= 1 }
        if end + 1 < line.count, line[end] == UInt8(ascii: ","), isDigit(line[end + 1]) { return nil }
        return value(String(decoding: line[start..<end], as: UTF8.self))
    }

    /// A decimal number, or what programs print for one that is none (`nan`, `-inf`).
    package static func value(_ text: String) -> Double? {
        if let number = Double(decimal: text) { return number }
        switch text.lowercased() {
        case "nan", "+nan", "-nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: return nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) || byte >= 128 }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
    private static func isNumberByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "+")
    }
    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
    }
}
