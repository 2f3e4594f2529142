import HoneCore
import HoneNumerics
import HoneSearch

/// An opponent as an optimiser over a list of candidates: its rule as long as that says something, else `gp`.
struct OpponentOptimizer: Optimizer {
    private let name: String
    private let rule: (any OpponentRule)?
    private let candidates: FiniteCandidates
    private let all: FiniteCandidates

    /// - Parameters:
    ///   - rule: nil where the past says nothing.
    ///   - candidates: that the rule looks at.
    ///   - all: that `gp` chooses among.
    init(_ name: String, rule: (any OpponentRule)?, candidates: FiniteCandidates, all: FiniteCandidates) {
        self.name = name
        self.rule = rule
        self.candidates = candidates
        self.all = all
    }

    func suggest(
        _ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> [Suggestion] {
        var suggestions: [Suggestion] = []
        var view = OpponentView(history, objective: study.objective, candidates: candidates)
        var generator = SeededGenerator(seed: seed).fork(name, history.length)
        while suggestions.count < count, let choice = rule?.choose(view, using: &generator) {
            view.close(choice.row)
            suggestions.append(
                Suggestion(
                    candidates.candidates[choice.row].configuration,
                    SuggestionRecord(origin: name, rationale: choice.rationale)))
        }
        guard suggestions.count < count else { return suggestions }
        let rest = try await GaussianProcessOptimizer(source: .finite(all)).suggest(
            count, for: study, given: history, seed: seed)
        let chosen = Set(suggestions.map(\.configuration.key))
        return suggestions
            + rest.filter { !chosen.contains($0.configuration.key) }.prefix(count - suggestions.count)
    }
}

/// A candidate that an opponent chose.
struct OpponentChoice: Sendable, Hashable {
    /// Its row in the list of candidates.
    var row: Int
    var rationale: String
}

/// What an opponent sees of a study: which candidates were tried with what result, and which are left.
struct OpponentView: Sendable {
    /// Rows of the trials that are complete, in their order, and their minimised results.
    let tried: [Int]
    let costs: [Double]
    /// Rows of different candidates that may be chosen, in the list's order.
    private(set) var open: [Int]

    init(_ history: TrialHistory, objective: Objective, candidates: FiniteCandidates) {
        let observations = Observations(history, objective: objective)
        var tried: [Int] = []
        var costs: [Double] = []
        for (configuration, value) in zip(observations.configurations, observations.values) {
            guard let row = candidates.rows[configuration.key] else { continue }
            tried.append(row)
            costs.append(value)
        }
        self.tried = tried
        self.costs = costs
        let taken = history.taken
        open = candidates.distinctRows.filter { !taken.contains(candidates.candidates[$0].key) }
    }

    mutating func close(_ row: Int) { open.removeAll { $0 == row } }

    /// The open candidate of the highest score, the first of equals.
    func best(_ score: (Int) -> Double) -> Int? {
        var best: (row: Int, score: Double)?
        for row in open {
            let value = score(row)
            if !value.isNaN, best.map({ value > $0.score }) ?? true { best = (row, value) }
        }
        return best?.row
    }
}
