import HoneCore
import HoneNumerics
import Synchronization

/// `nsga2` and `nsga3`: evolution towards the Pareto front of several objectives.
///
/// The first generation is a Latin hypercube; from then on two parents, each the winner of a tournament of two, have a child by
/// simulated binary crossover and polynomial mutation of numbers and ordered lists, by exchange of choices.
///
///     let optimizer = EvolutionaryOptimizer.nsga2()
///     let suggestions = try await optimizer.suggest(4, for: study, given: history, seed: 0)
///
/// A class since it owns a cache, which whoever asks it shares.
///
/// - Complexity: a suggestion costs the same however long the study is; one a generation of n O(m n²) more.
package final class EvolutionaryOptimizer: Optimizer {
    package struct Settings: Sendable, Hashable {
        /// How large the generations are.
        package var size = GenerationSize()
        package var variation = Variation()

        package init() {}
    }

    /// How much a trial violates the constraints on its outcome in all; 0 where it meets them.
    package typealias Violation = @Sendable (StudyDescription, Trial) -> Double

    private let name: String
    private let selection: any SurvivorSelection
    private let source: CandidateSource
    private let settings: Settings
    private let violation: Violation
    /// The generations of the study that was asked for last; a function of what they are keyed by.
    private let known = Mutex<Generations?>(nil)

    /// Children that are made in place of one that exists already or meets no constraint.
    private static let attempts = 20

    init(
        _ name: String, _ selection: any SurvivorSelection, source: CandidateSource, settings: Settings,
        violation: @escaping Violation
    ) {
        self.name = name
        self.selection = selection
        self.source = source
        self.settings = settings
        self.violation = violation
    }

    /// NSGA-II (Deb et al. 2002), for two and three objectives.
    ///
    /// - Parameter violation: by default that of the study's bounds on metrics.
    package static func nsga2(
        source: CandidateSource = .space, settings: Settings = Settings(),
        violation: @escaping Violation = { $0.violation(of: $1) }
    ) -> EvolutionaryOptimizer {
        EvolutionaryOptimizer(
            "nsga2", CrowdedSelection(), source: source, settings: settings, violation: violation)
    }

    /// NSGA-III (Deb and Jain 2014), for three objectives and more.
    ///
    /// - Parameter violation: by default that of the study's bounds on metrics.
    package static func nsga3(
        source: CandidateSource = .space, settings: Settings = Settings(),
        violation: @escaping Violation = { $0.violation(of: $1) }
    ) -> EvolutionaryOptimizer {
        EvolutionaryOptimizer(
            "nsga3", ReferencePointSelection(), source: source, settings: settings, violation: violation)
    }

    package func isPrompt(for study: StudyDescription) -> Bool { study.space.constraints.isEmpty }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        let (genome, state) = generations(of: study, history.trials, seed: seed)
        var generator = SeededGenerator(seed: seed).fork(name, history.length)
        var taken = history.taken
        var result: [Suggestion] = []
        for place in 0..<count {
            let made =
                state.count == 0
                ? founder(history.length + place, of: genome, seed: seed, excluding: taken, using: &generator)
                : child(of: state.population, in: genome, excluding: taken, using: &generator)
            guard let made else { break }
            taken.insert(made.key)
            let origin = SuggestionRecord(origin: name, rationale: "generation \(state.count)")
            result.append(Suggestion(made.configuration, origin))
        }
        if result.count < count {
            // What evolution does not find, chance may.
            let drawn = try RandomDraws(study.space, source).draw(
                count - result.count, excluding: taken, using: &generator)
            result += drawn.map { Suggestion($0.configuration, SuggestionRecord(origin: "random")) }
        }
        return result
    }

    private func generations(
        of study: StudyDescription, _ trials: TrialList, seed: UInt64
    ) -> (Genome, Generations.State) {
        let setting = Generations.Setting(
            space: study.space, objectives: study.objectives, bounds: study.metricConstraints, seed: seed)
        let violation = violation
        return known.withLock { known in
            var generations =
                known.flatMap { $0.setting == setting ? $0 : nil }
                ?? Generations(setting, size: settings.size, selection: selection) { violation(study, $0) }
            known = nil  // So that its arrays are changed in place.
            let state = generations.state(after: trials)
            known = generations
            return (generations.genome, state)
        }
    }

    /// A point of a Latin hypercube over the first generation (McKay, Beckman and Conover, "A comparison of three methods for
    /// selecting values of input variables", 1979), or nil where it may not be suggested.
    private func founder(
        _ position: Int, of genome: Genome, seed: UInt64, excluding taken: TakenConfigurations,
        using generator: inout SeededGenerator
    ) -> Candidate? {
        let count = settings.size.least
        guard position < count, case .space = source else { return nil }
        let design = SeededGenerator(seed: seed).fork("founders")
        var strata: [String: Int] = [:]
        for (locus, parameter) in genome.parameters.enumerated() where parameter.domain.isSearched {
            var order = design.fork("parameter", locus)
            strata[parameter.name] = order.shuffled(Array(0..<count))[position]
        }
        let made = genome.space.configuration { parameter in
            let stratum = Double(strata[parameter.name] ?? 0)
            return parameter.domain.value(
                atQuantile: (stratum + generator.uniform()) / Double(count))
        }
        let candidate = Candidate(made)
        let isOpen = genome.space.satisfiesConstraints(made) && !taken.contains(candidate.key)
        return isOpen ? candidate : nil
    }

    private func child(
        of population: Population, in genome: Genome, excluding taken: TakenConfigurations,
        using generator: inout SeededGenerator
    ) -> Candidate? {
        guard case .space = source else {
            return rowLikeChild(of: population, in: genome, excluding: taken, using: &generator)
        }
        for attempt in 0..<Self.attempts {
            let made = genome.configuration(
                genes(ofChildOf: population, in: genome, using: &generator), using: &generator)
            guard let allowed = Self.allowed(made, in: genome.space, attempt: attempt) else { continue }
            let candidate = Candidate(allowed)
            if !taken.contains(candidate.key) { return candidate }
        }
        return nil
    }

    private func genes(
        ofChildOf population: Population, in genome: Genome, using generator: inout SeededGenerator
    ) -> [Double] {
        let mother = parent(in: population, using: &generator)
        let father = parent(in: population, using: &generator)
        return settings.variation.child(
            of: population.individuals[mother].genes, and: population.individuals[father].genes, in: genome,
            using: &generator)
    }

    /// The winner of a tournament of two (Deb et al. 2002, section III-C).
    private func parent(in population: Population, using generator: inout SeededGenerator) -> Int {
        let a = generator.integer(below: population.individuals.count)
        let b = generator.integer(below: population.individuals.count)
        return population.prefers(b, to: a) ? b : a
    }

    /// The row of the list that is nearest to a child.
    private func rowLikeChild(
        of population: Population, in genome: Genome, excluding taken: TakenConfigurations,
        using generator: inout SeededGenerator
    ) -> Candidate? {
        guard case .finite(let list) = source else { return nil }
        let made = genome.configuration(
            genes(ofChildOf: population, in: genome, using: &generator), using: &generator)
        let encoder = FeatureEncoder(genome.space)
        let row = encoder.row(made)
        let banned = taken.rows(of: list)
        var best: (row: Int, distance: Double)?
        for index in list.distinctRows where !banned.contains(index) {
            let distance = encoder.distance(row, list.features, row: index)
            if distance < best?.distance ?? .infinity { best = (index, distance) }
        }
        return best.map { list.candidates[$0.row] }
    }

    /// A child that meets the constraints; after some that do not, the nearest place that linear ones allow.
    private static func allowed(_ made: Configuration, in space: SearchSpace, attempt: Int) -> Configuration? {
        if space.satisfiesConstraints(made) { return made }
        return attempt < plainAttempts ? nil : LinearConstraints.of(space)?.nearest(to: made)
    }

    private static let plainAttempts = 3
}

extension FeatureEncoder {
    /// The squared distance between one point and a point of a matrix.
    fileprivate func distance(_ point: [Double], _ others: FeatureMatrix, row: Int) -> Double {
        var sum = 0.0
        for (index, column) in columns.enumerated() {
            let difference = point[index] - others.storage[row * columns.count + index]
            switch column.comparison {
            case .difference: sum += difference * difference
            case .identity: sum += difference == 0 ? 0 : 1
            }
        }
        return sum
    }
}
