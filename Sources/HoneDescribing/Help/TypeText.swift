import HoneCore

/// The kind of an option's values, from the name of its type, from what absl says of it, and from its default.
enum TypeText {
    private static let whole: Set<String> = ["int", "integer", "uint", "int32", "int64", "count", "n"]
    private static let real: Set<String> = ["float", "double", "float32", "float64", "real", "decimal"]
    private static let text: Set<String> = ["text", "str", "string", "word", "name"]

    static func kind(valueName: String, description: String, standard: String?) -> OptionValues.Kind? {
        let words = valueName.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let outer = valueName.split(separator: " ")
        if valueName.contains("...") || (outer.count > 1 && outer.first == outer.last) { return .list }
        if description.contains("comma separated list") { return .list }
        if let standard, standard.first.map({ "([".contains($0) }) ?? false { return .list }
        let number = standard.flatMap { Double(decimal: $0) }
        let isWhole = standard.flatMap { Int(decimal: $0) } != nil
        if words.contains(where: real.contains) || description.contains("(a number")
            || description.contains("(a positive number")
            || description.contains("(a non-negative number")
        {
            return .real
        }
        if number != nil, !isWhole { return .real }
        // Of either kind: the default tells.
        if words.contains("number"), !isWhole { return .real }
        if words.contains(where: whole.contains)
            || description.contains(#/\((?:an?|a positive|a non-negative) integer/#)
        {
            return .whole
        }
        if words.contains(where: text.contains) { return .text }
        guard standard != nil else { return nil }
        return number == nil ? .text : .whole
    }
}
