/// Finds the known name that a misspelt one was probably meant to be.
public enum NearestName {
    /// The known name with the fewest edits, if that is few enough to be a likely slip (a third of the name, at least one).
    public static func find(_ name: String, among known: some Sequence<String>) -> String? {
        let limit = max(1, (name.count + 2) / 3)
        let scored = known.map { (name: $0, edits: edits(from: Array(name.lowercased()), to: Array($0.lowercased()))) }
        return scored.min { ($0.edits, $0.name) < ($1.edits, $1.name) }.flatMap { $0.edits <= limit ? $0.name : nil }
    }

    /// `; did you mean NAME?`, or the list of known names if none is near.
    public static func hint(for name: String, among known: [String]) -> String {
        if let nearest = find(name, among: known) { return "; did you mean \(nearest)?" }
        return known.isEmpty ? "" : "; known: \(known.joined(separator: ", "))"
    }

    /// Levenshtein's distance, with a swap of neighbours as one edit (optimal string alignment).
    private static func edits(from a: [Character], to b: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...b.count)
        for i in a.indices {
            var current = [i + 1]
            for j in b.indices {
                var best = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforePrevious[j - 1] + 1) }
                current.append(best)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[b.count]
    }
}
