import HoneCore
import HoneNumerics
import Synchronization

/// `grid`: every combination of the parameters' values once, in a random order, and then no more.
///
/// Ranges of numbers with more than 32 values are tried at a few levels that divide their scale evenly. Combinations that differ
/// in inactive parameters only are one, forbidden ones are left out. Where candidates are those of a list, the list is the grid.
package struct GridOptimizer: Optimizer {
    package struct Settings: Sendable, Hashable {
        /// Values of a range of numbers with many.
        package var levels = 5

        package init() {}
    }

    private let source: CandidateSource
    private let settings: Settings
    private let orders = GridOrders()
    /// Combinations that one call looks at.
    private static let mostSteps = 1_000_000

    package init(source: CandidateSource = .space, settings: Settings = Settings()) {
        self.source = source
        self.settings = settings
    }

    package func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        guard count > 0 else { return [] }
        var proposals = Proposals(study.space, source, excluding: history.taken)
        let order = orders.order(of: study.space, source, levels: settings.levels, seed: seed)
        // The first place that is not known to be used; imported trials may have left gaps before it.
        let start = order.count > 0 ? history.length % order.count : 0
        for step in 0..<min(order.count, Self.mostSteps) {
            guard proposals.chosen.count < count else { break }
            let place = (start + step) % order.count
            if let candidate = order.candidate(place), !proposals.isExcluded(candidate) { proposals.choose(candidate) }
        }
        if proposals.chosen.count < count, order.count > Self.mostSteps {
            // Of more combinations than anybody can walk through nearly all are forbidden.
            var generator = SeededGenerator(seed: seed).fork("grid", history.length)
            _ = try proposals.chooseRandom(count - proposals.chosen.count, using: &generator)
        }
        return proposals.chosen.map { Suggestion($0.configuration, SuggestionRecord(origin: "grid")) }
    }
}

/// In which order the combinations of a study are tried.
private enum GridOrder: Sendable {
    /// Numbers of the combinations that count, in random order.
    case listed(SpaceGrid, [Int])
    /// Too many to be listed: numbers of all, some of which do not count.
    case endless(SpaceGrid, RandomOrder)
    case rows(FiniteCandidates, [Int])

    /// Grids with at most this many combinations are listed.
    private static let mostListed = 200_000

    init(_ space: SearchSpace, _ source: CandidateSource, levels: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed).fork("grid")
        if case .finite(let list) = source {
            self = .rows(list, generator.shuffled(list.distinctRows))
            return
        }
        let grid = SpaceGrid(space, levels: levels)
        if grid.count <= Self.mostListed {
            self = .listed(grid, generator.shuffled((0..<grid.count).filter { grid.configuration($0) != nil }))
        } else {
            self = .endless(grid, RandomOrder(count: grid.count, using: &generator))
        }
    }

    var count: Int {
        switch self {
        case .listed(_, let numbers): numbers.count
        case .endless(let grid, _): grid.count
        case .rows(_, let rows): rows.count
        }
    }

    func candidate(_ place: Int) -> Candidate? {
        switch self {
        case .listed(let grid, let numbers): grid.configuration(numbers[place]).map(Candidate.init)
        case .endless(let grid, let order): grid.configuration(order[place]).map(Candidate.init)
        case .rows(let list, let rows): list.candidates[rows[place]]
        }
    }
}

/// The order that was asked for last, kept because listing a grid takes longer than a suggestion should. Shared by the copies of
/// one optimiser; what it answers depends on the question alone.
private final class GridOrders: Sendable {
    private struct Question: Hashable {
        var space: SearchSpace
        var levels: Int
        var seed: UInt64
    }

    private let last = Mutex<(question: Question, order: GridOrder)?>(nil)

    func order(of space: SearchSpace, _ source: CandidateSource, levels: Int, seed: UInt64) -> GridOrder {
        let question = Question(space: space, levels: levels, seed: seed)
        if let known = last.withLock({ $0 }), known.question == question { return known.order }
        let made = GridOrder(space, source, levels: levels, seed: seed)
        last.withLock { $0 = (question, made) }
        return made
    }
}
