import HoneCore

/// Cuts one past task into many studies that a user might have run: with narrower ranges, fewer choices, parameters held
/// fast or not tuned at all, a linear scale where the other was logarithmic.
///
/// A cut is a task of its own with those of the task's trials that belong to it. All are consistent: every trial belongs to
/// its space, no parameter is without a choice, and the values of a study are not all equal. Pure: the same seed gives the
/// same cuts.
///
///     for study in StudyCuts(seed: 1).cuts(of: entry, count: 10) { ... }
public struct StudyCuts: Sendable, Hashable {
    /// Of the random choices.
    public var seed: UInt64
    /// A cut with fewer trials than this is none.
    public var fewestTrials: Int
    /// Each cut is made by one to this many steps.
    public var mostSteps: Int
    /// Draws for one cut before it is given up.
    private static let patience = 12

    /// - Parameters:
    ///   - seed: of the random choices.
    ///   - fewestTrials: trials below which a cut is none.
    ///   - mostSteps: steps of which a cut is made, at most.
    public init(seed: UInt64, fewestTrials: Int = 10, mostSteps: Int = 3) {
        self.seed = seed
        self.fewestTrials = max(1, fewestTrials)
        self.mostSteps = max(1, mostSteps)
    }

    /// Up to `count` cuts of the task, fewer where it gives no more; their ids are the task's with `#1`, `#2` and so on.
    public func cuts(of entry: PastTrialsSnapshot.Entry, count: Int) -> [PastTrialsSnapshot.Entry] {
        var cuts: [PastTrialsSnapshot.Entry] = []
        for number in 0..<max(0, count) {
            var random = CutRandom(seed: seed, task: entry.task.id, number: number)
            for _ in 0..<Self.patience {
                if var cut = cut(entry, &random) {
                    cut.task.id = "\(entry.task.id)#\(number + 1)"
                    cuts.append(cut)
                    break
                }
            }
        }
        return cuts
    }

    private func cut(_ entry: PastTrialsSnapshot.Entry, _ random: inout CutRandom) -> PastTrialsSnapshot.Entry? {
        var study = CutStudy(entry)
        var isCut = false
        for _ in 0..<Int.random(in: 1...mostSteps, using: &random) {
            let step = CutStep.allCases[Int.random(in: 0..<CutStep.allCases.count, using: &random)]
            if study.apply(step, &random) { isCut = true }
        }
        guard isCut, study.trials.count >= fewestTrials else { return nil }
        return study.entry(of: entry)
    }
}

/// One thing that makes a study of a task.
enum CutStep: CaseIterable {
    /// A part of a number's range.
    case narrow
    /// Some of the choices.
    case choose
    /// One value of a parameter, which the study then does not have.
    case freeze
    /// A parameter that varies unseen.
    case drop
    /// Linear for logarithmic, and back.
    case rescale
}
