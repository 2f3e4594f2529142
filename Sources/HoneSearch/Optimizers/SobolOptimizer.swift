import HoneCore
import HoneNumerics

/// `sobol`: the points of a scrambled Sobol sequence, one after the other, which cover the space more evenly than random ones.
///
/// The n-th trial of a study gets the n-th point, its coordinates read as quantiles of the parameters' values; each searched
/// parameter has a dimension of its own, which is skipped where the parameter is inactive. A point that gives a forbidden or a
/// known configuration is replaced by its like in later blocks of the sequence, so that the others keep their places. Where
/// that fails too (tight constraints, a nearly exhausted space), random configurations follow.
///
/// Sources: Sobol, "On the distribution of points in a cube and the approximate evaluation of integrals", 1967; direction numbers
/// of Joe and Kuo, 2008; scrambles of Matoušek, 1998 (`SobolSequence`, `SobolScramble`).
package struct SobolOptimizer: Optimizer {
    private let source: CandidateSource
    /// Points between a point and its replacement: more than any study has trials.
    private static let block: UInt64 = 1 << 32
    /// Points that are tried for a trial.
    private static let attempts: UInt64 = 200

    package init(source: CandidateSource = .space) {
        self.source = source
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let generator = SeededGenerator(seed: seed).fork("sobol")
        let points = ScrambledPoints(study.space, generator)
        var proposals = Proposals(study.space, source, excluding: history.taken)
        for place in history.length..<(history.length + count) {
            var found: Candidate?
            for attempt in 0..<Self.attempts where found == nil {
                found = proposals.candidate(for: points.configuration(UInt64(place) + attempt * Self.block))
            }
            if let found {
                proposals.choose(found)
            } else {
                var draws = generator.fork("random", place)
                guard try !proposals.chooseRandom(1, using: &draws).isEmpty else { break }
            }
        }
        return proposals.chosen.map { Suggestion($0.configuration, SuggestionRecord(origin: "sobol")) }
    }

    /// True where the space has no constraints and candidates are no list.
    package func isPrompt(for study: StudyDescription) -> Bool {
        guard case .space = source else { return false }
        return study.space.constraints.isEmpty
    }
}

/// A scrambled sequence in a search space's own terms.
private struct ScrambledPoints {
    private let space: SearchSpace
    private let sequence: SobolSequence
    private let scramble: SobolScramble
    private let generator: SeededGenerator
    /// Each searched parameter's dimension.
    private let dimensions: [String: Int]

    init(_ space: SearchSpace, _ generator: SeededGenerator) {
        let searched = space.searched
        self.space = space
        self.generator = generator
        sequence = SobolSequence(dimensions: min(searched.count, SobolSequence.mostDimensions))
        scramble = SobolScramble(dimensions: sequence.dimensions, from: generator)
        dimensions = Dictionary(uniqueKeysWithValues: searched.enumerated().map { ($1.name, $0) })
    }

    func configuration(_ index: UInt64) -> Configuration {
        let digits = scramble.apply(to: sequence.digits(ofPoint: index))
        return space.configuration { parameter in
            let dimension = dimensions[parameter.name] ?? 0
            guard dimension < digits.count else {
                // Beyond the table there are random numbers, of each parameter its own.
                guard dimensions[parameter.name] != nil else { return parameter.domain.value(atQuantile: 0) }
                var own = generator.fork("dimension", dimension).fork("point", Int(truncatingIfNeeded: index))
                return parameter.domain.value(atQuantile: own.uniform())
            }
            return parameter.domain.value(atQuantile: SobolSequence.number(digits[dimension]))
        }
    }
}
