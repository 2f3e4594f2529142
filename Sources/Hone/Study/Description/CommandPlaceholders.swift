import HoneCore

/// The `{name}`s in a command's arguments. `{{` is a brace, and braces around anything but a name (JSON, say) are plain text.
enum CommandPlaceholders {
    /// Names in order of appearance, with the argument in which each stands.
    static func find(in command: [String]) -> [(name: String, argument: String)] {
        command.flatMap { argument in names(in: argument).map { (name: $0, argument: argument) } }
    }

    /// - Throws: where a placeholder is no parameter, or the program itself would depend on one.
    static func check(_ command: [String], space: SearchSpace, place: String) throws(DescriptionError) {
        if let program = command.first, program.isEmpty {
            throw DescriptionError(place, "the program's name is empty")
        }
        if command.contains(where: { $0.unicodeScalars.contains("\0") }) {
            throw DescriptionError(place, "an argument of the command holds a zero byte, which no program can be given")
        }
        for (name, argument) in find(in: command) where space[name] == nil {
            throw DescriptionError(
                place,
                "{\(name)} in the argument \(argument) is not a parameter"
                    + NearestName.hint(for: name, among: space.parameters.map(\.name))
                    + "; write {{\(name)} where a brace is meant")
        }
    }

    private static func names(in argument: String) -> [String] {
        var names: [String] = []
        var rest = argument[...]
        while let brace = rest.firstIndex(of: "{") {
            rest = rest[rest.index(after: brace)...]
            if rest.first == "{" {
                rest = rest.dropFirst()
            } else if let end = rest.firstIndex(of: "}"), isName(rest[..<end]) {
                names.append(String(rest[..<end]))
                rest = rest[end...]
            }
        }
        return names
    }

    private static func isName(_ text: Substring) -> Bool {
        // Numbers alone are the counts of regular expressions, `a{3}`.
        guard !text.isEmpty, !text.allSatisfy(\.isNumber) else { return false }
        return text.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                || "_-.".unicodeScalars.contains($0)
        }
    }
}
