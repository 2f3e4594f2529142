import Foundation

/// Texts as cells of a CSV file that a spreadsheet may open and a terminal may show, and back.
///
/// A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and runs it. Such a text gets an
/// apostrophe before it, as people type it there themselves; so does one that begins with an apostrophe, which makes it
/// unambiguous. A text with control characters is written as a JSON string behind an apostrophe (`'"\u001b[2J"`). Numbers and
/// all other texts stand as they are.
package enum CSVCell {
    /// The cell's text; quoting commas and quotes is the file's affair.
    package static func encode(_ text: String) -> String {
        if text.unicodeScalars.contains(where: { PrintableText.isObeyed($0) && $0 != "\n" }) {
            return "'" + jsonString(text)
        }
        // Scalars, not characters: an equals sign with an accent on it is still one to a spreadsheet.
        guard let first = text.unicodeScalars.first, isTrigger(first), !isNumber(text) else { return text }
        return "'" + text
    }

    /// The text that `encode` made this cell of.
    package static func decode(_ cell: String) -> String {
        let scalars = cell.unicodeScalars
        guard scalars.first == "'", let next = scalars.dropFirst().first else { return cell }
        let rest = String(scalars.dropFirst())
        if next == "\"", let text = try? JSONDecoder().decode(String.self, from: Data(rest.utf8)) { return text }
        return isTrigger(next) ? rest : cell
    }

    /// Whether a text that begins so is protected.
    private static func isTrigger(_ scalar: Unicode.Scalar) -> Bool { "=+-@'".unicodeScalars.contains(scalar) }

    /// A line of a CSV file (RFC 4180): quotes around a cell with a comma, a quote or a line break.
    package static func line(_ texts: [String]) -> String {
        texts.map { text in
            let cell = encode(text)
            guard cell.contains(where: { ",\"".contains($0) || $0.isNewline }) else { return cell }
            return "\"" + cell.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: ",")
    }

    private static func isNumber(_ text: String) -> Bool {
        Double(overflowing: text) != nil || ["-inf", "+inf", "-nan"].contains(text)
    }

    private static func jsonString(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        // A text always encodes.
        let json = (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
        return PrintableText.json(json)
    }
}
