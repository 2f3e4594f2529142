import HoneCore
import HoneNumerics
import Synchronization

/// `cmaes`: the covariance matrix adaptation evolution strategy.
///
/// Samples come from a normal distribution over the parameters' scales that each generation of trials moves, widens or narrows
/// and turns (`EvolutionState`). It begins at the best trial that others have made (the default), or at the middle. Parameters in steps
/// keep a margin of probability for their other values (`IntegerMargin`), categorical ones have a distribution of their own
/// (`CategoryDistribution`), an inactive parameter keeps its axis. A run that has come to its end is followed by others (`EvolutionRestarts`).
///
/// A generation is closed when as many trials have ended as it has members, in the order in which they ended; until then every further suggestion is
/// another sample of the same distribution, so no worker waits. Trials that fail because of their configuration count as the worst.
///
/// Sources: Hansen, "The CMA evolution strategy: a tutorial", 2016; margin: Hamano et al., 2022; categories: Hamano et al., "CatCMA", 2024;
/// restarts: Hansen, 2009; learning rates: Nomura, Akimoto and Ono, 2023.
///
/// - Complexity: O(d²) a suggestion of d parameters, O(d³) more where a generation is closed.
package struct CovarianceAdaptationOptimizer: Optimizer {
    private let source: CandidateSource
    private let settings: EvolutionSettings
    private let replays = EvolutionReplays()
    /// Samples that are tried for a trial as they are.
    private static let plainAttempts = 5

    package init(source: CandidateSource = .space, settings: EvolutionSettings = EvolutionSettings()) {
        self.source = source
        self.settings = settings
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let evolution = replays.evolution(of: history, for: study, settings, seed: seed)
        var proposals = Proposals(study.space, source, excluding: history.taken)
        for place in history.length..<(history.length + count) {
            var found: Candidate?
            for attempt in 0..<Evolution.attempts where found == nil {
                guard let sampled = evolution.configuration(place: place, attempt: attempt) else { continue }
                // Where several samples in a row are forbidden, the nearest place that is not.
                found = attempt < Self.plainAttempts ? proposals.candidate(for: sampled) : proposals.mended(sampled)
            }
            if let found {
                proposals.choose(found)
            } else {
                var draws = SeededGenerator(seed: seed).fork("cmaes random", place)
                guard try !proposals.chooseRandom(1, using: &draws).isEmpty else { break }
            }
        }
        return proposals.chosen.map { Suggestion($0.configuration, SuggestionRecord(origin: EvolutionReplay.origin)) }
    }
}

/// The strategy of the history that was asked about last. Shared by the copies of one optimiser; what it answers depends on the question
/// alone.
private final class EvolutionReplays: Sendable {
    private let last = Mutex<(replay: EvolutionReplay, seed: UInt64)?>(nil)

    func evolution(
        of history: TrialHistory, for study: StudyDescription, _ settings: EvolutionSettings, seed: UInt64
    ) -> Evolution {
        last.withLock { last in
            // Taken out, so that nothing else holds the replay while it changes: all of it would be copied.
            let known = last.take()
            var replay: EvolutionReplay
            if let known, known.seed == seed, known.replay.study.ranksAlike(study) {
                replay = known.replay
            } else {
                replay = EvolutionReplay(study, settings, SeededGenerator(seed: seed).fork("cmaes"))
            }
            replay.update(to: history)
            last = (replay, seed)
            return replay.evolution
        }
    }
}
