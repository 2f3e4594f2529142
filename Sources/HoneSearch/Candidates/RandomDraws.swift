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
    /// Draws without a new configuration after which drawing again ends: tight constraints or a nearly exhausted space.
    private static let fruitlessDraws = 20_000
    /// Once as many draws have met no constraint, one in so many must have, or drawing again costs too much.
    private static let rarest = 1000
    /// Where linear constraints can be drawn from directly, so many draws show whether that is better: where fewer than one in so
    /// many meets them.
    private static let probes = (draws: 100, rarest: 10)
    /// Instructions of constraints that are spent on drawing again; long constraints get fewer draws.
    private static let mostInstructions = 200_000_000

    package init(_ space: SearchSpace, _ source: CandidateSource = .space) {
        self.space = space
        self.source = source
    }

    /// Different configurations, uniform in the quantiles of every parameter, constraints met by drawing again; where they are
    /// too tight for that, linear ones by drawing from what they leave, and all others by a search and a random walk.
    ///
    /// - Parameter taken: what must not come up.
    /// - Returns: up to `count`; fewer where no more are found, and none only if there is certainly none left.
    /// - Throws: `SamplingError` where none is found though there may be some.
    package func draw(_ count: Int, excluding taken: TakenConfigurations, using generator: inout SeededGenerator)
        throws(SamplingError) -> [Candidate]
    {
        guard count > 0 else { return [] }
        switch source {
        case .finite(let list):
            return Self.rows(count, of: list, excluding: taken, using: &generator).map { list.candidates[$0] }
        case .space:
            let linear = LinearConstraints.of(space)
            var drawn = drawAgain(count, excluding: taken, isProbe: linear != nil, using: &generator)
            if let linear, drawn.count < count {
                drawn += drawDirectly(count - drawn.count, linear, excluding: taken, after: drawn, using: &generator)
            }
            guard drawn.count < count else { return drawn }
            if let all = space.enumerated(limit: Self.exhaustiveLimit) {
                let known = Set(drawn.map(\.key))
                let left = all.lazy.map(Candidate.init).filter { !known.contains($0.key) && !taken.contains($0.key) }
                return drawn + generator.sample(count - drawn.count, of: Array(left))
            }
            let rest = ConstrainedDraws(space).draw(
                count - drawn.count, excluding: taken, after: drawn, using: &generator)
            let result = drawn + rest.candidates
            guard !result.isEmpty || rest.isExhausted else {
                throw SamplingError(hasEarlierOnes: taken.count > 0)
            }
            return result
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

    private func drawAgain(
        _ count: Int, excluding taken: TakenConfigurations, isProbe: Bool, using generator: inout SeededGenerator
    ) -> [Candidate] {
        // The numbers come from the seeded generator itself, not from the standard library's `random(in:using:)`, which
        // may use them differently in another version of Swift.
        let instructions = space.constraints.map(\.program.instructions.count).reduce(1, +)
        let patience = max(1000, min(Self.fruitlessDraws, Self.mostInstructions / instructions))
        var seen: Set<String> = []
        var result: [Candidate] = []
        var fruitless = 0
        var forbidden = 0
        while result.count < count, fruitless < patience {
            if forbidden >= patience, result.count * Self.rarest < forbidden { break }
            if isProbe, forbidden >= Self.probes.draws, result.count * Self.probes.rarest < forbidden { break }
            let drawn = space.configuration { $0.domain.value(atQuantile: generator.uniform()) }
            fruitless += 1
            guard space.satisfiesConstraints(drawn) else {
                forbidden += 1
                continue
            }
            let candidate = Candidate(drawn)
            guard !taken.contains(candidate.key), seen.insert(candidate.key).inserted else { continue }
            result.append(candidate)
            fruitless = 0
        }
        return result
    }

    /// Draws from what the linear constraints leave; the others are met by drawing again.
    private func drawDirectly(
        _ count: Int, _ linear: LinearConstraints, excluding taken: TakenConfigurations, after known: [Candidate],
        using generator: inout SeededGenerator
    ) -> [Candidate] {
        var sampler = linear.sampler()
        var seen = Set(known.map(\.key))
        var result: [Candidate] = []
        var fruitless = 0
        while result.count < count, fruitless < (linear.isComplete ? Self.fruitlessDirectDraws : Self.rarest) {
            fruitless += 1
            guard let candidate = sampler.draw(using: &generator).map(Candidate.init), !taken.contains(candidate.key),
                seen.insert(candidate.key).inserted
            else { continue }
            result.append(candidate)
            fruitless = 0
        }
        return result
    }

    /// Draws under linear constraints alone without a new configuration after which there hardly is another one.
    private static let fruitlessDirectDraws = 200
}
