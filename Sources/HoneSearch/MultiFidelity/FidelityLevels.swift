import HoneCore

/// The fidelities at which the trials of a study can be compared: steps that many of them have reached, and their ends.
struct FidelityLevels: Sendable {
    /// A trial's result at a level.
    struct Result: Sendable {
        /// The trial's place among the study's trials.
        let position: Int
        /// The objectives' values as they were reported.
        let values: [Double]
    }

    /// Results by level, from the lowest fidelity to that of complete trials, which comes last.
    let results: [[Result]]

    /// - Parameter rungs: where trials are compared; nil: every third of the way from the highest step seen down to 1.
    init(_ trials: TrialList, objectives: [Objective], rungs: HalvingRungs?) {
        var highest = 0
        for trial in trials { highest = max(highest, trial.lastStep ?? 0) }
        let steps = Self.steps(rungs, highest: highest)
        var results = [[Result]](repeating: [], count: steps.count + 1)
        for (position, trial) in trials.enumerated() {
            for (level, step) in steps.enumerated() {
                guard let report = trial.firstReport(from: step), report.values.count == objectives.count,
                    report.values.allSatisfy(\.isFinite)
                else { continue }
                results[level].append(Result(position: position, values: report.values))
            }
            guard trial.state == .complete, trial.values.count == objectives.count, trial.values.allSatisfy(\.isFinite)
            else { continue }
            results[steps.count].append(Result(position: position, values: trial.values))
        }
        self.results = results
    }

    /// The highest level with at least so many results; nil if there is none.
    func highest(with least: Int) -> Int? { results.lastIndex { $0.count >= least } }

    private static func steps(_ rungs: HalvingRungs?, highest: Int) -> [Int] {
        guard highest > 0 else { return [] }
        if let rungs {
            var steps: [Int] = []
            while let step = rungs.step(steps.count), step <= Double(highest) { steps.append(Int(step.rounded(.up))) }
            return steps
        }
        var steps = [highest]
        while let lowest = steps.last, lowest > 1 { steps.append(max(1, lowest / usualFactor)) }
        return steps.reversed()
    }

    private static let usualFactor = 3
}

extension PrunerChoice {
    /// The rungs at which the pruner compares trials, if it is one that has any.
    package var rungs: HalvingRungs? {
        switch kind {
        case .halving, .asha, .hyperband:
            HalvingRungs(first: whole("min") ?? 1, factor: number("factor") ?? 3, last: whole("max"))
        case .median, .percentile, .patient, .threshold, .wilcoxon, .curve: nil
        }
    }
}
