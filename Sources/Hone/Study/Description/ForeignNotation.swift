import HoneCore

/// Ranges and lists as other tools write them, which would otherwise be read as odd texts: `[1e-5,1e-1]`, `{adam,sgd}`,
/// `loguniform(1e-5,1e-1)`, `range(1,8)`, `1..8`, `1e-5-1e-1`.
enum ForeignNotation {
    /// Functions of other tools and what their arguments are here.
    private enum Meaning {
        case floats
        case logFloats
        case ints
        case choices
    }

    private static let functions: [String: Meaning] = [
        "uniform": .floats, "quniform": .floats, "float": .floats, "real": .floats, "suggest_float": .floats,
        "linspace": .floats, "loguniform": .logFloats, "log_uniform": .logFloats, "log": .logFloats,
        "logspace": .logFloats, "qloguniform": .logFloats, "reciprocal": .logFloats, "randint": .ints,
        "range": .ints, "arange": .ints, "int": .ints, "integer": .ints, "suggest_int": .ints, "choice": .choices,
        "choices": .choices, "categorical": .choices, "grid_search": .choices, "suggest_categorical": .choices,
    ]

    /// - Parameters:
    ///   - text: what stands after the name and the suffixes taken away.
    ///   - items: its pieces between commas.
    /// - Throws: `DescriptionError` with the notation that was probably meant.
    static func check(_ text: QuotedText, items: [QuotedText], name: String, place: String) throws(DescriptionError) {
        guard !text.hasQuotes else { return }
        let raw = text.raw
        if let (function, arguments) = call(raw), let meaning = functions[function] {
            let numbers = numbers(arguments)
            let known = function.prefix(1).uppercased() + function.dropFirst()
            throw DescriptionError(
                place,
                "\(known)(...) is not how a parameter is written here; write \(remedy(meaning, arguments, numbers, name))"
            )
        }
        if let inner = bracketed(raw) {
            let pieces = inner.split(whereSeparator: { ",:".contains($0) }).map(String.init)
            let numbers = numbers(pieces)
            let list = "\(name)=" + pieces.map { trimmed($0) }.joined(separator: ",")
            let range =
                numbers.count == 2 ? "\(rangeText(numbers, name)) for a range, or \(list) for two choices" : list
            throw DescriptionError(
                place, "brackets do not belong here; write \(range) (a text with brackets stands in quotes)")
        }
        if items.count > 1, let odd = items.first(where: { !isBalanced($0.raw) }) {
            throw DescriptionError(
                place,
                "the comma splits \(odd.raw) in the middle of its brackets; put each value in quotes, as in \(name)='\"(64,64)\",\"(128,)\"'"
            )
        }
        guard items.count == 1 else { return }
        if let ends = dashed(raw) ?? dotted(raw) {
            throw DescriptionError(
                place, "a range is written with a colon: \(rangeText(ends, name)) (a text stands in quotes)")
        }
    }

    private static func remedy(_ meaning: Meaning, _ arguments: [String], _ numbers: [String], _ name: String) -> String
    {
        guard meaning != .choices, numbers.count >= 2 else {
            return "\(name)=" + (arguments.isEmpty ? "a,b" : arguments.joined(separator: ","))
        }
        let range = "\(name)=\(numbers[0]):\(numbers[1])"
        switch meaning {
        case .logFloats: return range + ":log"
        case .floats:
            let isWhole = Int(decimal: numbers[0]) != nil && Int(decimal: numbers[1]) != nil
            return range + (isWhole ? ":float" : "")
        case .ints, .choices: return range
        }
    }

    private static func rangeText(_ ends: [String], _ name: String) -> String { "\(name)=\(ends[0]):\(ends[1])" }

    /// `tune.loguniform(a,b)`: the function's last name in small letters, and its arguments.
    private static func call(_ text: String) -> (function: String, arguments: [String])? {
        guard text.hasSuffix(")"), let open = text.firstIndex(of: "("), open > text.startIndex else { return nil }
        let path = text[..<open]
        guard path.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }) else { return nil }
        let function = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        var inner = text[text.index(after: open)...].dropLast()
        if inner.first == "[", inner.last == "]" { inner = inner.dropFirst().dropLast() }
        return (function, inner.split(separator: ",").map { trimmed(String($0)) })
    }

    private static func bracketed(_ text: String) -> Substring? {
        for (open, close) in [("[", "]"), ("(", ")"), ("{", "}")] where text.hasPrefix(open) && text.hasSuffix(close) {
            let inner = text.dropFirst().dropLast()
            return isBalanced(String(inner)) ? inner : nil
        }
        return nil
    }

    /// Whether every bracket that opens closes again.
    private static func isBalanced(_ text: String) -> Bool {
        var depth = 0
        for character in text {
            if "([{".contains(character) { depth += 1 }
            if ")]}".contains(character) { depth -= 1 }
            if depth < 0 { return false }
        }
        return depth == 0
    }

    /// `1..8`, `1...8`.
    private static func dotted(_ text: String) -> [String]? {
        guard let dots = text.range(of: "..") else { return nil }
        let rest = text[dots.upperBound...]
        return ends(text[..<dots.lowerBound], rest.hasPrefix(".") ? rest.dropFirst() : rest)
    }

    /// `1e-5-1e-1`: two numbers with a dash between them that belongs to neither. `2024-01` has the same look, but no
    /// exponent and no point, and stays a text.
    private static func dashed(_ text: String) -> [String]? {
        guard text.contains(where: { "eE.".contains($0) }) else { return nil }
        for index in text.indices where text[index] == "-" && index > text.startIndex {
            if let ends = ends(text[..<index], text[text.index(after: index)...]) { return ends }
        }
        return nil
    }

    private static func ends(_ low: Substring, _ high: Substring) -> [String]? {
        let (low, high) = (trimmed(String(low)), trimmed(String(high)))
        return Double(decimal: low) != nil && Double(decimal: high) != nil ? [low, high] : nil
    }

    private static func numbers(_ texts: [String]) -> [String] {
        texts.map(trimmed).filter { Double(decimal: $0) != nil }
    }

    private static func trimmed(_ text: String) -> String { QuotedText(raw: text).raw }
}
