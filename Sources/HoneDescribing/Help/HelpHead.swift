/// The beginning of an option's entry: its names, what stands for its value, and where its description begins.
///
/// Understood are the forms of argparse (`-b N, --batch-size N  text`), click (`--shuffle / --no-shuffle  text`), typer's
/// frames (`--lr  -l  <float>  text`), absl (`--[no]flag: text`), docopt and GNU (`-n, --count=NUM  text`), and Go
/// (`-lr float`).
struct HelpHead {
    private(set) var option = HelpOption()
    /// What follows on the same line; empty if the description begins on a later one.
    private(set) var description = ""
    /// Where that begins, counted from the line's first character; nil where there is none.
    private(set) var column: Int?

    private static let longestValueName = 300

    private let characters: [Character]
    private var index = 0
    private let isFramed: Bool

    /// - Returns: nil if the line does not begin with an option.
    init?(_ line: HelpLine) {
        characters = Array(line.text)
        isFramed = line.isFramed
        if isFramed, characters.first == "*" { index = 1 + characters.dropFirst().prefix { $0 == " " }.count }
        guard readNames() else { return nil }
        let start = index + blanks(at: index)
        if start < characters.count {
            column = line.indentation + start
            description = String(characters[start...])
        }
        takeTypeFromDescription()
    }

    private func character(at index: Int) -> Character? { index < characters.count ? characters[index] : nil }

    private func blanks(at index: Int) -> Int { characters.dropFirst(index).prefix { $0 == " " }.count }

    /// Reads names with their values until something else stands there.
    private mutating func readNames() -> Bool {
        var isNegative = false
        guard readName(isNegative: false) else { return false }
        while true {
            readValue()
            let before = index
            var gap = blanks(at: index)
            index += gap
            if let separator = character(at: index), ",/|".contains(separator) {
                isNegative = isNegative || separator == "/"
                index += 1
                gap = blanks(at: index)
                index += gap
                if readName(isNegative: isNegative) { continue }
            } else if gap == 1 || (gap > 1 && isFramed) {
                // Two or more blanks end the names, but in frames, where they are columns.
                if readName(isNegative: isNegative) { continue }
            }
            index = before
            break
        }
        if isFramed { readFramedValue() }
        return true
    }

    private mutating func readName(isNegative: Bool) -> Bool {
        var end = index
        while end - index < 2, character(at: end) == "-" { end += 1 }
        let dashes = String(characters[index..<end])
        guard !dashes.isEmpty else { return false }
        var optional: String?
        for form in ["[no]", "[no-]"] where characters[end...].starts(with: form) {
            optional = String(form.dropFirst().dropLast())
            end += form.count
        }
        let start = end
        while let character = character(at: end), Self.isNamePart(character) { end += 1 }
        var name = String(characters[start..<end])
        while name.hasSuffix(".") || name.hasSuffix("-") {
            name.removeLast()
            end -= 1
        }
        guard let first = name.first, first.isLetter || first.isNumber || first == "?" else { return false }
        index = end
        let written = dashes + name
        if isNegative || isOpposite(name, of: option.names) {
            option.negatives.append(written)
        } else {
            option.names.append(written)
        }
        if let optional { option.negatives.append(dashes + optional + name) }
        return true
    }

    private func isOpposite(_ name: String, of names: [String]) -> Bool {
        names.contains { known in
            let known = known.drop { $0 == "-" }
            return ["no-", "no_", "no", "disable-", "without-"].contains { name == $0 + known }
        }
    }

    private static func isNamePart(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_-.?".contains(character))
    }

    /// What stands for a value behind a name: `=NUM`, `[=WHEN]`, ` LR`, ` {a,b}`, ` FLOAT RANGE`.
    private mutating func readValue() {
        let start = index
        if character(at: index) == "=" || characters.dropFirst(index).starts(with: "[=") {
            take(word(at: index), from: start)
            return
        }
        while character(at: index) == " ", let next = character(at: index + 1), next != " ", next != "-" {
            let word = word(at: index + 1)
            let bare = word.hasSuffix(",") ? String(word.dropLast()) : word
            guard Self.standsForValue(bare) || (index == start && endsHead(behind: index + 1 + word.count)) else {
                return
            }
            index += 1
            take(bare, from: index)
            if word != bare { return }
        }
    }

    private mutating func take(_ word: String, from start: Int, isRepeated: Bool = true) {
        index = start + word.count
        var word = word
        if word.hasSuffix(",") {
            word.removeLast()
            index -= 1
        }
        let bare = word.hasPrefix("[=") ? String(word.dropFirst(2).dropLast()) : String(word.drop { $0 == "=" })
        option.takesValue = true
        // Each of several names repeats the value's.
        guard let known = option.valueName else {
            option.valueName = String(bare.prefix(Self.longestValueName))
            return
        }
        if !isRepeated || option.names.count + option.negatives.count == 1 {
            option.valueName = String("\(known) \(bare)".prefix(Self.longestValueName))
        }
    }

    /// To the next blank outside brackets.
    private func word(at start: Int) -> String {
        var depth = 0
        var end = start
        while let character = character(at: end) {
            if "{[<(".contains(character) { depth += 1 }
            if "}]>)".contains(character) { depth -= 1 }
            if character == " ", depth <= 0 { break }
            // Brackets that stay open are none.
            if character == " ", end + 1 < characters.count, characters[end + 1] == " " { break }
            end += 1
        }
        return String(characters[start..<end])
    }

    /// Whether the head ends there: with the line, or with the gap before the description.
    private func endsHead(behind index: Int) -> Bool { index >= characters.count || blanks(at: index) >= 2 }

    private static let types: Set<String> = [
        "bool", "boolean", "duration", "float", "float32", "int", "integer", "number", "path", "str", "string", "text",
        "uint",
        "file", "value",
    ]

    private static func standsForValue(_ word: String) -> Bool {
        guard let first = word.first else { return false }
        if "{[<".contains(first) || word == "..." { return true }
        if types.contains(word) { return true }
        return word.contains(where: \.isLetter)
            && word.allSatisfy { ($0.isASCII && $0.isUppercase) || $0.isNumber || "_-|.:/".contains($0) }
    }

    /// The column of types in a frame: `<float range> [0<=x<=1]`, `INTEGER RANGE [1<=x<=8]`, `[adam|sgd]`.
    private mutating func readFramedValue() {
        guard !option.takesValue else { return }
        var start = index + blanks(at: index)
        guard start - index >= 2 else { return }
        while let next = character(at: start), next != " " {
            let word = word(at: start)
            guard Self.standsForValue(word) else { break }
            take(word, from: start, isRepeated: false)
            guard blanks(at: index) == 1 else { break }
            start = index + 1
        }
        let isSwitch = ["<bool>", "BOOLEAN", "BOOL"].contains(option.valueName)
        if isSwitch {
            option.valueName = nil
            option.takesValue = false
        }
    }

    /// absl writes `--name: text`, and the choices of an enumeration before the text.
    private mutating func takeTypeFromDescription() {
        guard description == ":" || description.hasPrefix(": "), option.valueName == nil else { return }
        description = String(description.dropFirst()).trimmed
        column = nil
        option.takesValue = option.negatives.isEmpty
        if option.takesValue, description.hasPrefix("<"), let end = description.range(of: ">:") {
            option.valueName = String(description[..<end.lowerBound]) + ">"
            description = String(description[end.upperBound...]).trimmed
        }
    }
}
