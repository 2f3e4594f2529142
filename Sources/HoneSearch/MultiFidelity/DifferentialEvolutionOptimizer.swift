import HoneCore
import HoneNumerics

/// `dehb`: differential evolution with a subpopulation for each fidelity, beside a pruner that stops most trials early (Awad, Mallik
/// and Hutter, "DEHB: evolutionary hyperband for scalable, robust and efficient hyperparameter optimization", 2021, algorithms 1
/// to 3).
///
/// The subpopulation of a fidelity are the best trials that have reached it. Children are made for the highest fidelity that has enough
/// of them; where it has fewer than a whole population, the best of the fidelities below join the parents, which is how DEHB passes
/// on what cheap trials found. Other than in the paper trials go on from one fidelity to the next, so that a child is evaluated
/// from the lowest one upwards and joins every subpopulation that it reaches.
package struct DifferentialEvolutionOptimizer: Optimizer {
    private let source: CandidateSource
    private let rungs: @Sendable (StudyDescription) -> HalvingRungs?
    private let evolution = DifferentialEvolution()

    /// Individuals of a subpopulation, and how many it needs to be evolved.
    private static let size = 20
    private static let least = 6
    /// Children that are made in place of one that exists already or meets no constraint.
    private static let attempts = 20

    /// - Parameter rungs: where the study's trials are compared, by default its pruner's rungs; nil: every third of the way down
    ///   from the highest step seen.
    package init(
        source: CandidateSource = .space,
        rungs: @escaping @Sendable (StudyDescription) -> HalvingRungs? = { $0.pruner?.rungs }
    ) {
        self.source = source
        self.rungs = rungs
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let genome = Genome(study.space)
        let population = population(of: study, history.trials, genome)
        var generator = SeededGenerator(seed: seed).fork("dehb", history.length)
        var taken = history.taken
        var result: [Suggestion] = []
        while result.count < count, case .space = source, population.count >= Self.least,
            let made = child(of: population, genome, excluding: taken, using: &generator)
        {
            taken.insert(made.key)
            result.append(Suggestion(made.configuration, SuggestionRecord(origin: "dehb")))
        }
        guard result.count < count else { return result }
        let drawn = try RandomDraws(study.space, source).draw(
            count - result.count, excluding: taken, using: &generator)
        return result + drawn.map { Suggestion($0.configuration, SuggestionRecord(origin: "random")) }
    }

    /// The genes of those that may have children, those of higher fidelities first.
    private func population(of study: StudyDescription, _ trials: TrialList, _ genome: Genome) -> [[Double]] {
        let levels = FidelityLevels(trials, objectives: study.objectives, rungs: rungs(study))
        guard let highest = levels.highest(with: Self.least) else { return [] }
        var chosen: [Int] = []
        var known: Set<Int> = []
        for results in levels.results[...highest].reversed() {
            for position in Self.best(Self.size, of: results, trials, study)
            where chosen.count < Self.size && known.insert(position).inserted {
                chosen.append(position)
            }
            guard chosen.count < Self.size else { break }
        }
        return chosen.map { genome.genes(of: trials[$0].configuration) }
    }

    /// Positions of the best trials: by rank and crowding with several objectives, by value with one. Bounded metrics are
    /// those of complete trials.
    private static func best(
        _ count: Int, of results: [FidelityLevels.Result], _ trials: TrialList, _ study: StudyDescription
    ) -> [Int] {
        let individuals = results.map { result in
            let trial = trials[result.position]
            return Individual(
                number: result.position, genes: [],
                values: zip(study.objectives, result.values).map { $0.minimized($1) },
                violation: trial.state == .complete ? study.violation(of: trial) : 0)
        }
        let survivors = CrowdedSelection().survivors(individuals, count: count, seed: SeededGenerator(seed: 0))
        return survivors.individuals.map(\.number)
    }

    private func child(
        of population: [[Double]], _ genome: Genome, excluding taken: TakenConfigurations,
        using generator: inout SeededGenerator
    ) -> Candidate? {
        for attempt in 0..<Self.attempts {
            let chosen = generator.sample(4, of: population)
            guard chosen.count == 4 else { return nil }
            let genes = evolution.child(
                for: chosen[0], parents: (chosen[1], chosen[2], chosen[3]), in: genome, using: &generator)
            let made = genome.configuration(genes, using: &generator)
            guard let allowed = Self.allowed(made, in: genome.space, attempt: attempt) else { continue }
            let candidate = Candidate(allowed)
            if !taken.contains(candidate.key) { return candidate }
        }
        return nil
    }

    /// A child that meets the constraints; after some that do not, the nearest place that linear ones allow.
    private static func allowed(_ made: Configuration, in space: SearchSpace, attempt: Int) -> Configuration? {
        if space.satisfiesConstraints(made) { return made }
        return attempt < plainAttempts ? nil : LinearConstraints.of(space)?.nearest(to: made)
    }

    private static let plainAttempts = 3
}
