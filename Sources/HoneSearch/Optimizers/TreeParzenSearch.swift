import Foundation
import HoneCore
import HoneNumerics

/// One call of `TreeParzenOptimizer`: the densities of each group of parameters, and the choices made with them.
struct TreeParzenSearch {
    private let settings: TreeParzenOptimizer.Settings
    private let groups: [ParameterGroup]
    private var table: TrialTable
    private var split: TrialSplit
    /// The groups' densities, made when a group is first active.
    private var ratios: [Int: DensityRatio] = [:]

    /// Decisions that end at forbidden or known configurations before one is drawn at random.
    private static let attempts = 20

    init(_ table: TrialTable, _ settings: TreeParzenOptimizer.Settings) {
        self.table = table
        self.settings = settings
        split = TrialSplit(table)
        groups = ParameterGroup.groups(
            of: table.study.space,
            isJoint: table.hasSeveralObjectives ? settings.isMultivariateForSeveralObjectives : settings.isMultivariate)
    }

    /// Counts a configuration among those that run.
    mutating func plan(_ configuration: Configuration) {
        table.plan(configuration)
        split.addOther(table.count - 1)
        ratios = [:]
    }

    /// The next suggestion, which the proposals then have chosen; nil where there are no more.
    mutating func suggestion(_ proposals: inout Proposals, using generator: inout SeededGenerator) throws -> Suggestion?
    {
        for attempt in 0..<Self.attempts {
            var draws = generator.fork("attempt", attempt)
            guard let found = decide(proposals, isMending: attempt > 0, using: &draws) else { continue }
            proposals.choose(found.candidate)
            return Suggestion(
                found.candidate.configuration,
                SuggestionRecord(
                    origin: "tpe",
                    rationale:
                        "good trials are \(exp(min(found.score, 100)).formatted(significantDigits: 3)) times as dense here as others",
                    cost: SuggestionCost(candidates: settings.candidates * (attempt + 1))))
        }
        return try proposals.chooseRandom(1, using: &generator).first.map {
            Suggestion($0.configuration, SuggestionRecord(origin: "tpe", rationale: "at random"))
        }
    }

    /// The best values of each group in turn; where the whole is not allowed, the best values of the last group with which it is.
    ///
    /// - Parameter isMending: whether what linear constraints forbid is moved to where they do not.
    private mutating func decide(
        _ proposals: Proposals, isMending: Bool, using generator: inout SeededGenerator
    ) -> (candidate: Candidate, score: Double)? {
        var chosen = Configuration()
        var score = 0.0
        var last: (group: Int, candidates: [(point: [Double], score: Double)])?
        for (index, group) in groups.enumerated() where group.conditions.allSatisfy({ $0.holds(in: chosen) }) {
            for parameter in group.members where !parameter.domain.isSearched {
                chosen[parameter.name] = parameter.domain.value(atIndex: 0)
            }
            guard !group.searched.isEmpty else { continue }
            let candidates = ratio(index).candidates(settings.candidates, using: &generator)
            guard let best = candidates.first else { continue }
            set(best.point, of: group, in: &chosen)
            score += best.score
            last = (index, candidates)
        }
        if let found = proposals.candidate(for: complete(chosen)) { return (found, score) }
        if isMending, let found = proposals.mended(complete(chosen)) { return (found, score) }
        guard let last, let first = last.candidates.first else { return nil }
        for other in last.candidates.dropFirst() {
            set(other.point, of: groups[last.group], in: &chosen)
            let whole = complete(chosen)
            // Values that make other groups active leave theirs open.
            guard whole.values.count == chosen.values.count else { continue }
            if let found = proposals.candidate(for: whole) { return (found, score - first.score + other.score) }
        }
        return nil
    }

    private func set(_ point: [Double], of group: ParameterGroup, in configuration: inout Configuration) {
        var start = 0
        for parameter in group.searched {
            guard let places = table.places[parameter.name] else { continue }
            configuration[parameter.name] = table.value(of: parameter, point[start..<(start + places.count)])
            start += places.count
        }
    }

    /// The configuration as the space has it: without values of a group that an earlier choice had made active.
    private func complete(_ chosen: Configuration) -> Configuration {
        table.study.space.configuration { chosen[$0.name] ?? $0.defaultValue ?? $0.domain.value(atUnit: 0.5) }
    }

    private mutating func ratio(_ index: Int) -> DensityRatio {
        if let known = ratios[index] { return known }
        let places = groups[index].searched.compactMap { table.places[$0.name] }.flatMap(\.self)
        let made = DensityRatio(table, split, dimensions: places)
        ratios[index] = made
        return made
    }
}
