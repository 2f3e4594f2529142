/// The words of a constraint's text, each with the column in which it begins.
enum ConstraintToken: Equatable {
    case number(Double)
    case text(String)
    case word(String)
    /// A parameter's name that no word of constraints can be: one with a dash, or one in backquotes.
    case name(String)
    case symbol(String)

    /// Whether a parameter's name would not be read as one word by itself: it has a dash, or begins like a number.
    static func isOdd(_ name: String) -> Bool {
        name.contains("-") || name.first.map { !($0.isLetter || $0 == "_") } ?? true
    }

    /// - Parameter known: names of parameters; the longest one that stands at a place is read as one word.
    static func tokens(of source: String, knowing known: Set<String>) throws(SpaceError) -> [(
        token: ConstraintToken, column: Int
    )] {
        // A name of nothing, which a description may hold before it is refused, would stand everywhere.
        let odd = known.filter { !$0.isEmpty && isOdd($0) && Double(decimal: $0) == nil }.map(Array.init).sorted {
            ($0.count, String($1)) > ($1.count, String($0))
        }
        let characters = Array(source)
        var result: [(token: ConstraintToken, column: Int)] = []
        var index = 0
        while index < characters.count {
            let character = characters[index]
            let column = index + 1
            if character.isWhitespace {
                index += 1
            } else if let name = odd.first(where: { stands($0, in: characters, at: index) }) {
                result.append((.name(String(name)), column))
                index += name.count
            } else if character.isASCII, character.isNumber || character == "." {
                var end = index
                while end < characters.count, isNumberPart(characters, at: end, from: index) { end += 1 }
                guard let number = Double(decimal: String(characters[index..<end])) else {
                    throw SpaceError(
                        .constraint(source), "column \(column): \(String(characters[index..<end])) is not a number")
                }
                result.append((.number(number), column))
                index = end
            } else if character == "`" {
                guard let end = characters[(index + 1)...].firstIndex(of: "`"), end > index + 1 else {
                    throw SpaceError(
                        .constraint(source), "column \(column): a name in backquotes should stand here, such as `a-b`")
                }
                result.append((.name(String(characters[(index + 1)..<end])), column))
                index = end + 1
            } else if character == "\"" || character == "'" {
                guard let end = characters[(index + 1)...].firstIndex(of: character) else {
                    throw SpaceError(.constraint(source), "column \(column): the quote is not closed")
                }
                result.append((.text(String(characters[(index + 1)..<end])), column))
                index = end + 1
            } else if character.isASCII, character.isLetter || character == "_" {
                var end = index
                while end < characters.count, isNamePart(characters[end]) { end += 1 }
                result.append((.word(String(characters[index..<end])), column))
                index = end
            } else {
                let symbol = try symbol(in: characters, at: index, of: source)
                result.append((.symbol(symbol), column))
                index += symbol.count
            }
        }
        return result
    }

    private static func symbol(in characters: [Character], at index: Int, of source: String) throws(SpaceError)
        -> String
    {
        let pair = String(characters[index..<min(index + 2, characters.count)])
        if ["==", "!=", "<=", ">=", "**", "&&", "||", "//"].contains(pair) { return pair }
        guard "<>+-*/%(),![]".contains(characters[index]) else {
            let remedy =
                switch characters[index] {
                case "=": "; equality is written =="
                case "^": "; a power is written **"
                case "≤": "; write <="
                case "≥": "; write >="
                case "≠": "; write !="
                default: ""
                }
            throw SpaceError(
                .constraint(source), "column \(index + 1): \(characters[index]) is not part of a constraint\(remedy)")
        }
        return String(characters[index])
    }

    /// Whether the name stands at the place as a whole word.
    private static func stands(_ name: [Character], in characters: [Character], at index: Int) -> Bool {
        let end = index + name.count
        guard end <= characters.count, characters[index..<end].elementsEqual(name) else { return false }
        return end == characters.count || !isNamePart(characters[end])
    }

    /// Dots belong to names (`optimizer.lr`); a dash does not here, it is a minus.
    private static func isNamePart(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == ".")
    }

    private static func isNumberPart(_ characters: [Character], at index: Int, from start: Int) -> Bool {
        let character = characters[index]
        if character.isASCII, character.isNumber || character == "." || character == "e" || character == "E" {
            return true
        }
        return (character == "-" || character == "+") && index > start
            && (characters[index - 1] == "e" || characters[index - 1] == "E")
    }
}
