import HoneCore
import HoneNumerics

/// Draws from spaces whose constraints leave so little that drawing again and again finds nothing: a descent or a
/// search finds a configuration that meets them, and a random walk that never leaves the allowed region mixes from there.
///
/// The walk changes one parameter at a time: one on a scale by a slice with shrinkage (Neal, "Slice sampling", 2003), one of
/// choices by a draw that is kept if it is allowed. Both leave the uniform distribution over the allowed region as it is.
struct ConstrainedDraws: Sendable {
    private let space: SearchSpace
    private let descent: FeasibleDescent
    private let search: FeasibleSearch
    private let searched: [Parameter]
    private let neighbours: Neighbours
    /// Configurations that the walk starts from.
    private static let mostStarts = 4
    /// Narrowings of a slice before the parameter stays where it is.
    private static let shrinkages = 30
    /// Walks in a row that end at known configurations before the search is asked again.
    private static let fruitlessWalks = 25

    init(_ space: SearchSpace) {
        self.space = space
        descent = FeasibleDescent(space)
        search = FeasibleSearch(space)
        searched = space.searched
        neighbours = Neighbours(space)
    }

    /// Up to `count` candidates that are not taken; fewer if there are no more, or no more are found.
    ///
    /// - Parameter known: allowed candidates that were found just before and must not come up again.
    /// - Returns: the candidates, and whether it is certain that there are no others where they are fewer than `count`.
    func draw(
        _ count: Int, excluding taken: TakenConfigurations, after known: [Candidate],
        using generator: inout SeededGenerator
    ) -> (candidates: [Candidate], isExhausted: Bool) {
        var excluded = Excluded(taken: taken, seen: Set(known.map(\.key)))
        var result: [Candidate] = []
        var starts = known
        var fruitless = 0
        var wantedStarts = min(count, Self.mostStarts)
        while result.count < count {
            if starts.count >= wantedStarts, fruitless < Self.fruitlessWalks {
                let start = starts[generator.integer(below: starts.count)].configuration
                let walked = Candidate(walk(from: start, using: &generator))
                if excluded.insert(walked) {
                    result.append(walked)
                    starts.append(walked)
                    fruitless = 0
                } else {
                    fruitless += 1
                }
                continue
            }
            switch find(excluded, using: &generator) {
            case .nothing: return (result, true)
            case .unknown:
                // What is known already may lead on; if nothing is, or not any more, that is all.
                guard !starts.isEmpty, fruitless < Self.fruitlessWalks else { return (result, false) }
                wantedStarts = 1
            case .found(let found):
                let walked = Candidate(walk(from: found, using: &generator))
                let next = excluded.insert(walked) ? walked : Candidate(found)
                _ = excluded.insert(next)
                result.append(next)
                starts.append(next)
                fruitless = 0
            }
        }
        return (result, false)
    }

    /// A configuration to start from: downhill from anywhere, which is quick where it works, or by a search of the whole space.
    private func find(_ excluded: Excluded, using generator: inout SeededGenerator) -> FeasibleSearch.Finding {
        if let found = descent.find(using: &generator), !excluded.contains(found.key) { return .found(found) }
        return search.find(excluding: excluded, using: &generator)
    }

    /// So many single steps that every parameter has moved a few times.
    private func walk(from start: Configuration, using generator: inout SeededGenerator) -> Configuration {
        var current = start
        for _ in 0..<(4 * searched.count + 8) { current = step(from: current, using: &generator) }
        return current
    }

    private func step(from current: Configuration, using generator: inout SeededGenerator) -> Configuration {
        let parameter = searched[generator.integer(below: searched.count)]
        guard let value = current[parameter.name] else { return current }
        guard let place = parameter.domain.unit(value), !Neighbours.hasFewValues(parameter.domain),
            !parameter.domain.isCategorical
        else {
            let drawn = parameter.domain.value(atQuantile: generator.uniform())
            return changed(current, parameter.name, drawn, using: &generator) ?? current
        }
        var (low, high) = (0.0, 1.0)
        for _ in 0..<Self.shrinkages {
            let next = generator.uniform(low, high)
            let drawn = parameter.domain.value(atUnit: next)
            if let changed = changed(current, parameter.name, drawn, using: &generator) { return changed }
            if next < place { low = next } else { high = next }
        }
        return current
    }

    /// The configuration with one value changed, and whatever follows from that; nil if a constraint forbids it.
    private func changed(
        _ current: Configuration, _ name: String, _ value: ParameterValue, using generator: inout SeededGenerator
    ) -> Configuration? {
        let changed = neighbours.changing(current, [name: value], using: &generator)
        return search.meeting(changed, keeping: name, using: &generator)
    }
}

/// What must not come up: what is taken in the study, and what one call has drawn.
struct Excluded: Sendable {
    let taken: TakenConfigurations
    private(set) var seen: Set<String>

    init(taken: TakenConfigurations, seen: Set<String> = []) {
        self.taken = taken
        self.seen = seen
    }

    var count: Int { taken.count + seen.count }

    func contains(_ key: String) -> Bool { taken.contains(key) || seen.contains(key) }

    /// Whether the candidate was none of them before.
    mutating func insert(_ candidate: Candidate) -> Bool {
        !taken.contains(candidate.key) && seen.insert(candidate.key).inserted
    }
}
