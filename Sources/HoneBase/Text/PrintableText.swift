/// Text from programs, files, stores and models, made harmless for a terminal.
///
/// A terminal obeys what it is sent: escape sequences move the cursor, set the window's title or the clipboard, and
/// bidirectional overrides show another text than there is. Each such scalar is replaced by one that stands for it, so that
/// columns stay aligned and nothing disappears without a trace.
package enum PrintableText {
    /// The text with its line breaks and tabs, and nothing else that a terminal obeys.
    package static func block(_ text: String) -> String { replacing(in: text, keepsLines: true) }

    /// The same on one line: line breaks and tabs, too, become visible.
    package static func line(_ text: String) -> String { replacing(in: text, keepsLines: false) }

    /// JSON that says the same without such scalars: inside its strings they are written as `\u009b`.
    package static func json(_ text: String) -> String {
        guard !isPlain(text, keepsLines: true) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard isObeyed(scalar), scalar != "\n" else {
                result.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                result.append(
                    contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
            }
        }
        return String(result)
    }

    /// Whether a terminal, or whoever reads along, would take the scalar for more than itself: control characters (C0, DEL,
    /// C1), bidirectional marks, overrides and isolates, other invisible format characters, and line separators.
    package static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20..<0x7F: return false
        // Joiners hold emoji and several scripts together.
        case 0x200C, 0x200D: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }

    private static func replacing(in text: String, keepsLines: Bool) -> String {
        guard !isPlain(text, keepsLines: keepsLines) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let stays = !isObeyed(scalar) || (keepsLines && (scalar == "\n" || scalar == "\t"))
            result.append(stays ? scalar : picture(of: scalar))
        }
        return String(result)
    }

    /// Most text is plain ASCII, of which no scalar needs to be looked at closely.
    private static func isPlain(_ text: String, keepsLines: Bool) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || (keepsLines && ($0 == 0x0A || $0 == 0x09)) }
    }

    /// A scalar of one column that stands for one that is not printed: `␛` for escape.
    private static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        default: "\u{FFFD}"
        }
    }
}
