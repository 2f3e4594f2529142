import HoneCore

/// Walks through a space of one float parameter `x` in 0...1 by the golden ratio: every trial's value is known beforehand.
struct GoldenOptimizer: Optimizer {
    func suggest(_ count: Int, for study: StudyDescription, given history: TrialHistory, seed: UInt64) async throws
        -> [Suggestion]
    {
        let next = (history.trials.map(\.number).max() ?? -1) + 1
        return (next..<next + count).map { number in
            let x = (Double(number) * 0.618_033_988_749_894_8).truncatingRemainder(dividingBy: 1)
            return Suggestion(["x": .float(x)], SuggestionRecord(origin: "golden"))
        }
    }
}
