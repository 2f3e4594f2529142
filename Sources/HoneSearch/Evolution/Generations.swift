import HoneCore
import HoneNumerics

/// The generations of a study, read from its history.
///
/// So many complete trials, in the order of their numbers, close a generation: together with the population before them they
/// stand for selection, and who survives is the population of the next one. So a trial that takes long holds nobody up; trials
/// suggested meanwhile are further children of the population that there is.
struct Generations: Sendable {
    /// What the generations depend on besides the trials.
    struct Setting: Sendable, Hashable {
        let space: SearchSpace
        let objectives: [Objective]
        /// The bounds on metrics, which decide who is feasible.
        let bounds: [MetricConstraint]
        let seed: UInt64
    }

    /// The generations as they stand after a number of trials.
    struct State: Sendable {
        /// Trials that were read, finished or not.
        var read = 0
        /// Closed generations.
        var count = 0
        /// Complete trials of closed generations.
        var complete = 0
        /// Who may have children; empty until the first generation is closed.
        var population = Population.empty
        /// Complete trials of the generation that is open.
        var open: [Individual] = []
    }

    let setting: Setting
    let genome: Genome
    private let size: GenerationSize
    private let selection: any SurvivorSelection
    private let violation: @Sendable (Trial) -> Double
    /// The trials that `states` were read from.
    private var trials = TrialList()
    /// After each closed generation, and before the first trial that was not finished.
    private var states: [State] = []

    init(
        _ setting: Setting, size: GenerationSize, selection: any SurvivorSelection,
        violation: @escaping @Sendable (Trial) -> Double
    ) {
        self.setting = setting
        self.size = size
        self.selection = selection
        self.violation = violation
        genome = Genome(setting.space)
    }

    /// The state after all the trials. Only those that changed since the last call are read, and those after them.
    mutating func state(after new: TrialList) -> State {
        let same = new.firstDifference(from: trials)
        while let last = states.last, last.read > same { states.removeLast() }
        trials = new
        var state = states.last ?? State()
        var isSettled = true
        for position in state.read..<new.count {
            if isSettled, !new[position].state.isFinished {
                isSettled = false
                keep(state)
            }
            read(new[position], into: &state)
        }
        if isSettled { keep(state) }
        return state
    }

    private mutating func keep(_ state: State) {
        // One state within a generation is enough.
        if let last = states.last, last.count == state.count, !last.open.isEmpty { states.removeLast() }
        if states.last?.read != state.read { states.append(state) }
    }

    private mutating func read(_ trial: Trial, into state: inout State) {
        state.read += 1
        guard let individual = Individual(trial, of: genome, objectives: setting.objectives, violation: violation)
        else { return }
        state.open.append(individual)
        let size = size.after(state.complete)
        guard state.open.count == size else { return }
        let seed = SeededGenerator(seed: setting.seed).fork("selection", state.count)
        let candidates = (state.population.individuals + state.open).sorted { $0.number < $1.number }
        state.population = selection.survivors(candidates, count: size, seed: seed)
        state.complete += state.open.count
        state.count += 1
        state.open = []
        keep(state)
    }
}
