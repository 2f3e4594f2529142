import Foundation
import HoneCore
import HoneNumerics

/// Which candidates the first trials are chosen among: the less the past says, the fewer, drawn at random.
///
/// A process that has seen two or three trials improves most, by its own lights, in the farthest corners of the space, which are
/// seldom any good; random trials are better (what `gp` begins with). Where the past speaks its best candidate is taken, where nobody
/// speaks any candidate, and between the two the best of N^√t of the N candidates, t being how far the past is believed.
struct EarlyChoice {
    private let trust: Double
    private let trials: Int
    private let seed: UInt64

    /// Trials for which the rule holds, as `GaussianProcessOptimizer` begins with so many random ones.
    private static let trials = 5
    /// Below this neighbours of good candidates are none: what is good is not known.
    private static let leastTrust = 0.5

    /// - Parameters:
    ///   - trials: finished ones and those on their way.
    ///   - ownShare: how far the study's own trials are all that is believed, 0...1.
    /// - Returns: nil after the first trials.
    init?(trials: Int, ownShare: Double, seed: UInt64) {
        guard trials < Self.trials else { return nil }
        self.trials = trials
        self.seed = seed
        trust = max(0, min(1, 1 - ownShare)).squareRoot()
    }

    /// Places of those that are considered; nil: all.
    func considered(
        _ candidates: [FrozenPrior.Scored], from first: Int, excluding taken: TakenConfigurations
    ) -> Set<Int>? {
        guard first == 0 else { return trust >= Self.leastTrust ? nil : [] }
        let open = candidates.indices.filter { !taken.contains(candidates[$0].candidate.key) }
        guard !open.isEmpty else { return nil }
        let count = Int(pow(Double(open.count), trust).rounded())
        guard count < open.count else { return nil }
        var generator = SeededGenerator(seed: seed).fork("early", trials)
        return Set(generator.sample(max(1, count), from: open.count).map { open[$0] })
    }
}
