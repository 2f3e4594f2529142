/// The default that a description states: `(default: 0.1)`, `[default: 0.1; 0<=x<=1]`, `defaults to 1e-3`, `Default is 6.`.
enum DefaultText {
    private static let nothing: Set<String> = ["", "none", "null", "nil", "unset", "required", "auto-detected"]

    /// Takes the statement out of the text.
    ///
    /// - Returns: the default without quotes; nil where there is none, or where it is none.
    static func take(from text: inout String) -> String? {
        let characters = Array(text)
        var searched = 0
        while let start = word(in: characters, from: searched) {
            searched = start + 7
            guard let value = value(in: characters, behind: start + 7) else { continue }
            let opening = openBracket(in: characters, before: start)
            let (content, end) = content(
                in: characters, from: value.start, isStated: value.isStated, isEnclosed: opening != nil)
            guard let content else { continue }
            let statement = Statement(start: start, end: end, opening: opening)
            text = statement.removed(from: characters)
            return nothing.contains(content.lowercased()) ? nil : content
        }
        return nil
    }

    /// Where `default` begins as a word.
    private static func word(in characters: [Character], from index: Int) -> Int? {
        var index = index
        while index + 7 <= characters.count {
            if String(characters[index..<index + 7]).lowercased() == "default",
                index == 0 || !(characters[index - 1].isLetter || "_-".contains(characters[index - 1]))
            {
                return index
            }
            index += 1
        }
        return nil
    }

    /// Where the value begins, and whether a sign or a verb says that it is one.
    private static func value(in characters: [Character], behind index: Int) -> (start: Int, isStated: Bool)? {
        var rest = String(characters[index...].prefix(40))
        var isStated = false
        func drop(_ prefix: String) -> Bool {
            guard rest.lowercased().hasPrefix(prefix) else { return false }
            rest.removeFirst(prefix.count)
            return true
        }
        let length = rest.count
        _ = drop("s")
        _ = drop(" value")
        for sign in [" is ", " to ", " = ", " : ", ": ", "=", ":", " are "] where !isStated { isStated = drop(sign) }
        guard isStated || drop(" ") else { return nil }
        while drop(" ") {}
        return (index + length - rest.count, isStated)
    }

    /// The bracket that is open where the statement begins.
    private static func openBracket(in characters: [Character], before index: Int) -> Int? {
        var open: [Int] = []
        for position in 0..<index {
            if "([".contains(characters[position]) { open.append(position) }
            if ")]".contains(characters[position]), !open.isEmpty { open.removeLast() }
        }
        return open.last
    }

    /// The value, and where what states it ends.
    private static func content(
        in characters: [Character], from start: Int, isStated: Bool, isEnclosed: Bool
    ) -> (String?, Int) {
        guard start < characters.count else { return (nil, start) }
        if "'\"`".contains(characters[start]), let close = characters[(start + 1)...].firstIndex(of: characters[start])
        {
            return (String(characters[(start + 1)..<close]), close + 1)
        }
        var depth = 0
        var end = start
        while end < characters.count {
            let character = characters[end]
            if "([{".contains(character) { depth += 1 }
            if ")]}".contains(character) {
                if depth == 0 { break }
                depth -= 1
            }
            let isBehind = end + 1 == characters.count || characters[end + 1] == " "
            if depth == 0, character == ";" || (character == "," && isBehind) { break }
            if depth == 0, !isEnclosed, character == " " || (character == "." && isBehind) { break }
            end += 1
        }
        let content = String(characters[start..<end]).trimmed
        let isValue = Double(decimal: content) != nil || ["true", "false", "none"].contains(content.lowercased())
        // Without a sign (`by default compress`), or as a part of a sentence, a word is hardly a value.
        let isClause = isEnclosed || end == characters.count || ".,;".contains(characters[end])
        return isValue || (isStated && isClause) ? (content, end) : (nil, end)
    }

    /// Where the statement stands.
    private struct Statement {
        var start: Int
        /// Behind its value.
        var end: Int
        /// The bracket around it.
        var opening: Int?

        /// The text without it, and without the brackets where nothing else stands in them.
        func removed(from characters: [Character]) -> String {
            var (start, end) = (start, end)
            if let opening {
                while start > opening + 1, " ,;".contains(characters[start - 1]) { start -= 1 }
                if start == opening + 1, let close = characters[end...].firstIndex(where: { ")]".contains($0) }) {
                    (start, end) = (opening, close + 1)
                }
            } else {
                while start > 0, " ,;:(".contains(characters[start - 1]) { start -= 1 }
                while end < characters.count, ".,;".contains(characters[end]) { end += 1 }
            }
            while start > 0, characters[start - 1] == " " { start -= 1 }
            return (String(characters[..<start]) + String(characters[end...])).trimmed
        }
    }
}
