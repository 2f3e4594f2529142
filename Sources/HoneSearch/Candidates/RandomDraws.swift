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
    /// - Parameter excluded: keys that must not come up.
    /// - Returns: up to `count`; fewer where fewer are left. For spaces of more than 500,000 combinations, "left" means found
    ///   within 20,000 draws after the last new one.
    package func draw(_ count: Int, excluding excluded: Set<String>, using generator: inout SeededGenerator)
        -> [Configuration]
    {
        guard count > 0 else { return [] }
        switch source {
        case .finite(let list):
            return Self.rows(count, of: list, excluding: excluded, using: &generator).map { list.configurations[$0] }
        case .space:
            let drawn = drawFromSpace(count, excluding: excluded, using: &generator)
            guard drawn.count < count, let all = space.enumerated(limit: Self.exhaustiveLimit) else { return drawn }
            let known = excluded.union(drawn.map(\.key))
            return drawn + generator.sample(count - drawn.count, of: all.filter { !known.contains($0.key) })
        }
    }

    /// Random rows of a list, none of them excluded, in random order.
    static func rows(
        _ count: Int, of list: FiniteCandidates, excluding excluded: Set<String>,
        using generator: inout SeededGenerator
    ) -> [Int] {
        let banned = Set(excluded.compactMap { list.rows[$0] })
        // A few more than wanted make up for those that are banned.
        let sample = generator.sample(count + banned.count, of: list.distinctRows)
        return Array(sample.lazy.filter { !banned.contains($0) }.prefix(count))
    }

    private func drawFromSpace(_ count: Int, excluding excluded: Set<String>, using generator: inout SeededGenerator)
        -> [Configuration]
    {
        // The numbers come from the seeded generator itself, not from the standard library's `random(in:using:)`, which
        // may use them differently in another version of Swift.
        var seen = excluded
        var result: [Configuration] = []
        var fruitless = 0
        while result.count < count, fruitless < Self.fruitlessDraws {
            let drawn = space.configuration { $0.domain.value(atQuantile: generator.uniform()) }
            if space.satisfiesConstraints(drawn), seen.insert(drawn.key).inserted {
                result.append(drawn)
                fruitless = 0
            } else {
                fruitless += 1
            }
        }
        return result
    }
}
