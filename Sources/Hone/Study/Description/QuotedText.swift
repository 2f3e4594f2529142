import HoneCore

/// A piece of a flag in which `"..."` protects what stands between the quotes.
struct QuotedText: Sendable {
    /// As written, quotes included, without blanks around it: they are layout, as after a comma.
    let raw: String

    init(raw: String) {
        let start = raw.drop(while: \.isWhitespace)
        let end = start.lastIndex { !$0.isWhitespace }
        self.raw = end.map { String(start[...$0]) } ?? ""
    }

    var hasQuotes: Bool { raw.contains("\"") }

    /// The number, if it is one and stands without quotes.
    var number: Double? { Double(decimal: raw) }

    /// The value: with quotes anywhere a text, otherwise what it looks like.
    func value(place: String) throws(DescriptionError) -> ParameterValue {
        hasQuotes ? .string(try text(place: place)) : ParameterValue(parsing: raw)
    }

    /// The text without its quotes, whatever it looks like.
    func text(place: String) throws(DescriptionError) -> String {
        var text = ""
        try QuotedText.walk(raw, place: place) { character, isProtected, isMark in
            if !isMark { text.append(character) }
        }
        return text
    }

    func split(at separator: Character, place: String) throws(DescriptionError) -> [QuotedText] {
        try QuotedText.split(raw, at: separator, place: place)
    }

    /// Pieces between separators that stand outside quotes.
    static func split(_ text: String, at separator: Character, place: String) throws(DescriptionError) -> [QuotedText] {
        var pieces: [QuotedText] = []
        var current = ""
        try walk(text, place: place) { character, isProtected, isMark in
            if character == separator, !isProtected, !isMark {
                pieces.append(QuotedText(raw: current))
                current = ""
            } else {
                current.append(character)
            }
        }
        pieces.append(QuotedText(raw: current))
        return pieces
    }

    /// Visits every character with whether quotes protect it and whether it is a mark: a quote, or the backslash before a
    /// quote or backslash.
    private static func walk(
        _ text: String, place: String, _ visit: (_ character: Character, _ isProtected: Bool, _ isMark: Bool) -> Void
    ) throws(DescriptionError) {
        let characters = Array(text)
        var isInside = false
        var index = 0
        while index < characters.count {
            let character = characters[index]
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            if isInside, character == "\\", let next, next == "\"" || next == "\\" {
                visit(character, true, true)
                visit(next, true, false)
                index += 2
                continue
            }
            if character == "\"" { isInside.toggle() }
            visit(character, isInside, character == "\"")
            index += 1
        }
        if isInside { throw DescriptionError(place, "a quote (\") is not closed") }
    }
}
