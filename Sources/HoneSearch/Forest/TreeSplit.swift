import HoneNumerics

/// A question about one column, and on which side the answer leads.
struct TreeSplit: Sendable, Hashable {
    enum Question: Sendable, Hashable {
        /// At most the threshold: left.
        case below(Double)
        /// One of the choices whose bits are set: left.
        case among(UInt64)
    }

    var column: Int
    var question: Question
    /// Whether rows without a value go left.
    var missingGoLeft: Bool

    /// Choices beyond this share the last bit.
    private static let lastChoice = 63

    static func bit(_ choice: Double) -> UInt64 { 1 << UInt64(min(max(choice, 0), Double(lastChoice))) }

    @inline(__always)
    func goesLeft(_ value: Double) -> Bool {
        guard !value.isNaN else { return missingGoLeft }
        switch question {
        case .below(let threshold): return value <= threshold
        case .among(let choices): return choices & Self.bit(value) != 0
        }
    }
}

/// Finds the split of some rows that leaves the least squared error, as in Breiman, Friedman, Olshen and Stone, "Classification and
/// regression trees", 1984: for choices in the order of their means, which holds the best of all subsets (their theorem 4.5).
struct SplitSearch {
    let columns: [ForestEncoder.Column]
    /// `[columns][rows]`.
    let values: [[Double]]
    let targets: [Double]

    /// Sum and number of some targets.
    private struct Part {
        var sum = 0.0
        var count = 0.0

        mutating func add(_ other: Part) {
            sum += other.sum
            count += other.count
        }

        func without(_ other: Part) -> Part { Part(sum: sum - other.sum, count: count - other.count) }

        /// What of the squared sum the mean explains.
        var explained: Double { count > 0 ? sum * sum / count : 0 }
    }

    /// The best split of rows along a column, with what it explains; nil if all values are the same.
    func best(along column: Int, _ rows: [Int], using generator: inout SeededGenerator) -> (
        split: TreeSplit, explained: Double
    )? {
        var missing = Part()
        var present: [(value: Double, row: Int)] = []
        present.reserveCapacity(rows.count)
        for row in rows {
            let value = values[column][row]
            if value.isNaN { missing.add(Part(sum: targets[row], count: 1)) } else { present.append((value, row)) }
        }
        present.sort { ($0.value, $0.row) < ($1.value, $1.row) }
        // One group for each value.
        var groups: [(value: Double, part: Part)] = []
        for (value, row) in present {
            let part = Part(sum: targets[row], count: 1)
            if groups.last?.value == value {
                groups[groups.count - 1].part.add(part)
            } else {
                groups.append((value, part))
            }
        }
        if columns[column] == .choices {
            groups.sort { ($0.part.sum / $0.part.count, $0.value) < ($1.part.sum / $1.part.count, $1.value) }
        }
        return best(column, groups, missing: missing, using: &generator)
    }

    private func best(
        _ column: Int, _ groups: [(value: Double, part: Part)], missing: Part, using generator: inout SeededGenerator
    ) -> (split: TreeSplit, explained: Double)? {
        let all = groups.reduce(into: Part()) { $0.add($1.part) }
        var found: (last: Int, missingGoLeft: Bool, explained: Double)?
        var left = Part()
        for (index, group) in groups.enumerated() {
            left.add(group.part)
            let isLast = index == groups.count - 1
            // The last cut is between rows with a value and those without.
            guard !isLast || missing.count > 0 else { break }
            for missingGoLeft in [false, true] where !(isLast && missingGoLeft) && (missing.count > 0 || !missingGoLeft)
            {
                var (a, b) = (left, all.without(left))
                if missingGoLeft { a.add(missing) } else { b.add(missing) }
                let explained = a.explained + b.explained
                if explained > found?.explained ?? -.infinity { found = (index, missingGoLeft, explained) }
            }
        }
        guard let found else { return nil }
        let question: TreeSplit.Question
        switch columns[column] {
        case .choices:
            question = .among(groups[...found.last].reduce(0) { $0 | TreeSplit.bit($1.value) })
        case .ordered:
            let value = groups[found.last].value
            // Anywhere between the two, so that trees differ most where they know least.
            let share = generator.uniform()
            let next = found.last + 1 < groups.count ? groups[found.last + 1].value : Double.infinity
            question = .below(next.isFinite ? value + (next - value) * share : next)
        }
        return (TreeSplit(column: column, question: question, missingGoLeft: found.missingGoLeft), found.explained)
    }
}
