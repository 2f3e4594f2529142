import HoneCore

/// The choices that a value's name or a description lists.
enum ChoiceText {
    private static let mostChoices = 100

    /// `{adam,sgd}`, `[adam|sgd]`, `<adam|sgd>`, `adam|sgd`.
    static func choices(inValueName name: String) -> [String] {
        var inner = name[...]
        if let first = inner.first, let last = inner.last, ["{}", "[]", "<>"].contains("\(first)\(last)") {
            inner = inner.dropFirst().dropLast()
        }
        let separator: Character = inner.contains("|") ? "|" : ","
        guard inner.contains(separator), separator == "|" || name.hasPrefix("{") else { return [] }
        return list(inner, separator: separator)
    }

    /// `one of a, b or c`, `choices: a, b`, `(choose from 'a', 'b')`, `{a,b}`, `a|b|c`; `a, b or c` alone only where the
    /// default is one of them.
    static func choices(inDescription text: String, standard: String?) -> [String] {
        if let match = text.firstMatch(of: #/\{([^{}]+,[^{}]+)\}/#) {
            let choices = list(match.1, separator: ",")
            if isSound(choices, standard) { return choices }
        }
        let marked =
            #/(?i)\b(?:one of|choose from|choices(?: are)?|possible values(?: are)?|options(?: are)?|allowed(?: values)?|values(?=:))\s*[:=]?\s*[\[({]?\s*((?:['"`]?[\w.+-]+['"`]?(?:\s*,\s*(?:or |and )?|\s+or\s+|\s*\|\s*))+['"`]?[\w.+-]+['"`]?)/#
        if let match = text.firstMatch(of: marked) {
            let choices = enumeration(match.1)
            if isSound(choices, standard) { return choices }
        }
        if let standard,
            let match = text.firstMatch(of: #/((?:[\w.+-]+(?:, | \| |\||/))*[\w.+-]+(?:,? or | \| |\||/)[\w.+-]+)/#)
        {
            let choices = enumeration(match.1)
            if choices.contains(standard), isSound(choices, standard) { return choices }
        }
        return []
    }

    private static func isSound(_ choices: [String], _ standard: String?) -> Bool {
        choices.count > 1 && choices.count <= mostChoices && (standard.map(choices.contains) ?? true)
    }

    private static func enumeration(_ text: Substring) -> [String] {
        let commas = text.replacing(#/\s*(?:,\s*or\s|,\s*and\s|\sor\s|\||/|,)\s*/#, with: ",")
        return list(commas[...], separator: ",")
    }

    private static func list(_ text: Substring, separator: Character) -> [String] {
        var choices: [String] = []
        for piece in text.split(separator: separator).prefix(mostChoices + 1) {
            var choice = String(piece).trimmed
            if let first = choice.first, choice.count > 1, "'\"`".contains(first), choice.last == first {
                choice = String(choice.dropFirst().dropLast())
            }
            while choice.hasSuffix(".") { choice.removeLast() }
            guard !choice.isEmpty, choice != "...", !choices.contains(choice) else { continue }
            // Patterns of what may stand there are no values.
            if choice.contains(where: { "<>[](){}".contains($0) }) { return [] }
            choices.append(choice)
        }
        return choices.count > mostChoices ? [] : choices
    }
}
