/// Names of studies: which ones are allowed, and the one that a program gets if the user gave none.
public enum StudyName {
    static let lengthLimit = 100
    /// Programs that run another program named among their arguments.
    private static let interpreters = [
        "python", "pypy", "bash", "sh", "zsh", "node", "deno", "ruby", "perl", "julia", "Rscript", "java", "swift",
        "env", "uv", "run", "poetry", "conda", "nice", "srun", "torchrun", "accelerate", "launch",
    ]

    /// A study's trials lie in a folder of its name, so a name is letters, digits, `_`, `-` and `.`.
    public static func check(_ name: String, place: String) throws(DescriptionError) {
        guard !name.isEmpty, name.unicodeScalars.allSatisfy(isAllowed), name.first != "-", name.first != "." else {
            throw DescriptionError(
                place,
                "\"\(name.shortened(to: 60))\" cannot be a study's name: letters, digits, _, - and . only, - and . not first"
            )
        }
        guard name.count <= lengthLimit else {
            throw DescriptionError(place, "a study's name has at most \(lengthLimit) characters, not \(name.count)")
        }
    }

    /// `train` for `python train.py --lr={lr}`, `fit` for `./bin/fit`: the first word that is neither an interpreter nor an
    /// option, without folders and suffix. The same command always gets the same name.
    public static func derived(from command: [String]) -> String? {
        let index = command.firstIndex { word in
            !word.hasPrefix("-") && !word.contains("{") && !isInterpreter(baseName(of: word))
        }
        guard let word = index.map({ command[$0] }) ?? command.first else { return nil }
        var name = baseName(of: word)
        // After python's -m stands a module, whose dots are no suffix.
        let isModule = index.map { $0 > 0 && command[$0 - 1] == "-m" } ?? false
        if !isModule, let dot = name.lastIndex(of: "."), dot != name.startIndex { name = String(name[..<dot]) }
        var result = ""
        for character in name.unicodeScalars {
            result.unicodeScalars.append(isAllowed(character) ? character : "-")
        }
        let trimmed = result.drop { "-.".contains($0) }.prefix(40)
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    private static func isInterpreter(_ name: String) -> Bool {
        // python3.12 is python.
        interpreters.contains {
            name == $0 || (name.hasPrefix($0) && name.dropFirst($0.count).allSatisfy { $0.isNumber || $0 == "." })
        }
    }

    private static func baseName(of word: String) -> String {
        word.split(separator: "/").last.map(String.init) ?? word
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            || "_-.".unicodeScalars.contains(scalar)
    }
}
