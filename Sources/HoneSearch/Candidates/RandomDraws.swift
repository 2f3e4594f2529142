import HoneCore
import HoneNumerics

/// Draws configurations at random, none of them twice.
package struct RandomDraws: Sendable {
    package let space: SearchSpace
    package let source: CandidateSource
    /// Spaces with at most this many combinations are listed whole rather than drawn from.
    package static let enumerationLimit = 4096
    /// Spaces with at most this many combinations are listed when draws find nothing new.
    private static let exhaustiveLimit = 500_000
    /// Draws without a new configuration after which drawing ends: tight constraints or a nearly exhausted space.
    private static let fruitlessDraws = 20_000

    package init(_ space: SearchSpace, _ source: CandidateSource = .space) {
        self.space = space
        self.source = source
    }

    /// Different configurations, uniform in the quantiles of every parameter, constraints met by drawing again.
    ///
    /// - Parameter taken: what must not come up.
    /// - Returns: up to `count`; fewer where fewer are left. For spaces of more than 500,000 combinations, "left" means found
    ///   within 20,000 draws after the last new one.
    package func draw(_ count: Int, excluding taken: TakenConfigurations, using generator: inout SeededGenerator)
        -> [Candidate]
    {
        guard count > 0 else { return [] }
        switch source {
        case .finite(let list):
            return Self.rows(count, of: list, excluding: taken, using: &generator).map { list.candidates[$0] }
        case .space:
            let drawn = drawFromSpace(count, excluding: taken, using: &generator)
            guard drawn.count < count, let all = space.enumerated(limit: Self.exhaustiveLimit) else { return drawn }
            let known = Set(drawn.map(\.key))
            let left = all.lazy.map(Candidate.init).filter { !known.contains($0.key) && !taken.contains($0.key) }
            return drawn + generator.sample(count - drawn.count, of: Array(left))
        }
    }

    /// Random rows of a list, none of them taken, in random order.
    static func rows(
        _ count: Int, of list: FiniteCandidates, excluding taken: TakenConfigurations,
        using generator: inout SeededGenerator
    ) -> [Int] {
        // A list's rows are tried once each: not many more keys than rows.
        let banned = Set(taken.keys.compactMap { list.rows[$0] })
        // A few more than wanted make up for those that are banned.
        let sample = generator.sample(count + banned.count, of: list.distinctRows)
        return Array(sample.lazy.filter { !banned.contains($0) }.prefix(count))
    }

    private func drawFromSpace(
        _ count: Int, excluding taken: TakenConfigurations, using generator: inout SeededGenerator
    ) -> [Candidate] {
        // The numbers come from the seeded generator itself, not from the standard library's `random(in:using:)`, which
        // may use them differently in another version of Swift.
        var seen: Set<String> = []
        var result: [Candidate] = []
        var fruitless = 0
        while result.count < count, fruitless < Self.fruitlessDraws {
            let drawn = space.configuration { $0.domain.value(atQuantile: generator.uniform()) }
            fruitless += 1
            guard space.satisfiesConstraints(drawn) else { continue }
            let candidate = Candidate(drawn)
            guard !taken.contains(candidate.key), seen.insert(candidate.key).inserted else { continue }
            result.append(candidate)
            fruitless = 0
        }
        return result
    }
}
