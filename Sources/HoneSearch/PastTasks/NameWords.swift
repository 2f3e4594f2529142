/// Names of programs and parameters as words.
enum NameWords {
    /// `max_depth`, `max-depth` and `maxDepth` are `max`, `depth`.
    static func split(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var previous: Character?
        for character in text {
            let isWordCharacter = character.isLetter || character.isNumber
            let isNewWord = character.isUppercase && (previous?.isLowercase ?? false)
            if !isWordCharacter || isNewWord, !word.isEmpty {
                words.append(word.lowercased())
                word = ""
            }
            if isWordCharacter { word.append(character) }
            previous = character
        }
        if !word.isEmpty { words.append(word.lowercased()) }
        return words
    }

    /// Words that say nothing of a program.
    private static let fillers: Set<String> = [
        "a", "an", "by", "data", "for", "in", "of", "on", "program", "s", "the", "with", "and", "py", "python", "train",
    ]
    /// Short forms of parameter and program names.
    private static let spelledOut: [String: [String]] = [
        "lr": ["learning", "rate"], "bs": ["batch", "size"], "wd": ["weight", "decay"], "eta": ["learning", "rate"],
        "eta0": ["learning", "rate"], "nn": ["neural", "network"], "gbm": ["gradient", "boosting"],
        "rf": ["random", "forest"], "svm": ["support", "vector", "machine"], "svc": ["support", "vector", "machine"],
        "mlp": ["multilayer", "perceptron"], "cnn": ["convolutional", "network"], "hidden": ["width"],
        "units": ["width"], "layers": ["depth"], "optimizer": ["opt"],
    ]

    /// The words that mean something, short forms spelled out.
    static func meaningful(_ text: String) -> Set<String> {
        Set(split(text).flatMap { spelledOut[$0] ?? [$0] }).subtracting(fillers)
    }

    /// Words in common over all words (Jaccard); 1 for the same text, 0 where either says nothing.
    static func similarity(_ a: String, _ b: String) -> Double {
        if !a.isEmpty, a.lowercased() == b.lowercased() { return 1 }
        let (here, there) = (meaningful(a), meaningful(b))
        guard !here.isEmpty, !there.isEmpty else { return 0 }
        return Double(here.intersection(there).count) / Double(here.union(there).count)
    }
}
