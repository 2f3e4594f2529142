import HoneCore

/// What is tuned, as `--task NAME=VALUE,...` writes it: `model=mlp,dataset=digits,rows=1797`.
///
/// `model` and `dataset` are texts; every other name is a fact, its value read as `study.yaml` reads it under
/// `task: {facts: ...}` (a number where it looks like one, a text in quotes).
public struct TaskFlag: Sendable {
    /// What was said; the rest is empty.
    public let task: TaskDescription
    /// Something that is allowed but looks like a slip.
    public let remark: String?

    static let prefix = "--task "
    private static let example = "write NAME=VALUE pairs, such as model=mlp,dataset=digits,rows=1797"
    /// Facts that optimisers read, and names that people give them.
    private static let usualFacts = ["rows", "features", "classes"]
    private static let otherNames = [
        "samples": "rows", "instances": "rows", "n": "rows", "size": "rows", "columns": "features",
        "dimensions": "features",
        "labels": "classes", "n_samples": "rows", "n_features": "features", "n_classes": "classes",
    ]

    /// - Parameter text: what follows `--task`.
    /// - Throws: `DescriptionError` that quotes the flag.
    public init(parsing text: String) throws(DescriptionError) {
        let place = Self.prefix + text.shortened(to: 120)
        var task = TaskDescription()
        var names: Set<String> = []
        var remark: String?
        for piece in try QuotedText.split(text, at: ",", place: place) {
            let pair = piece.raw
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw DescriptionError(
                    place,
                    pair.isEmpty
                        ? "a pair is missing; \(Self.example)" : "\(pair) has no name and value; \(Self.example)")
            }
            let name = QuotedText(raw: String(pair[..<equals])).raw
            let value = QuotedText(raw: String(pair[pair.index(after: equals)...]))
            guard !name.contains("\"") else { throw DescriptionError(place, "a name has no quotes; \(Self.example)") }
            guard names.insert(name).inserted else {
                throw DescriptionError(place, "\(name) is given twice; drop one of the two")
            }
            guard !value.raw.isEmpty else {
                throw DescriptionError(place, "\(name) has no value; \(Self.example)")
            }
            switch name {
            case "model": task.model = try value.text(place: place)
            case "dataset": task.dataset = try value.text(place: place)
            default:
                task.facts[name] =
                    value.hasQuotes ? .string(try value.text(place: place)) : YAMLScalar.value(of: value.raw)
                remark = remark ?? Self.slip(name, place: place)
            }
        }
        self.task = task
        self.remark = remark
    }

    private static func slip(_ name: String, place: String) -> String? {
        guard !usualFacts.contains(name) else { return nil }
        let meant = otherNames[name.lowercased()] ?? NearestName.find(name, among: usualFacts + ["model", "dataset"])
        return meant.map { "\(place): \(name) is kept as a fact of its own; did you mean \($0)?" }
    }
}

extension StudyDraft {
    /// Writes what a flag says over what a file said; facts that the flag does not name stay.
    public mutating func add(_ flag: TaskFlag) {
        task.model = flag.task.model ?? task.model
        task.dataset = flag.task.dataset ?? task.dataset
        task.facts.merge(flag.task.facts) { $1 }
    }
}
