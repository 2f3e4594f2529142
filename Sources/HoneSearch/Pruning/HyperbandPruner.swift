import Foundation
import HoneCore

/// Hyperband: brackets of successive halving that begin to compare at different steps, so that what learns slowly has a chance too
/// (Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar, "Hyperband: a novel bandit-based approach to hyperparameter optimization",
/// 2018, algorithm 1). A trial competes within its bracket, which follows from its number.
package struct HyperbandPruner: Pruner {
    /// The first rung of the first bracket, at least 1.
    package var first: Int
    /// The step at which a trial is whole; nil: one beyond the last step of the longest complete trial.
    package var last: Int?
    /// What remains at each rung is one in so many trials; above 1.
    package var factor: Double
    /// See `HalvingPruner`.
    package var bootstrap: Int
    /// The bracket of a trial's number among brackets of these sizes.
    package var assignment: @Sendable (_ number: Int, _ sizes: [Int]) -> Int = {
        HyperbandPruner.bracket(of: $0, sizes: $1)
    }

    package init(first: Int = 1, last: Int? = nil, factor: Double = 3, bootstrap: Int = 0) {
        self.first = first
        self.last = last
        self.factor = factor
        self.bootstrap = bootstrap
    }

    package func decision(
        for trial: Trial, among trials: TrialList, objectives: [Objective]
    ) -> PruningDecision {
        guard
            let end = last ?? trials.lazy.filter({ $0.state == .complete }).compactMap(\.lastStep).max().map({ $0 + 1 })
        else { return .keep }
        let sizes = Self.sizes(first: first, last: end, factor: factor)
        let bracket = assignment(trial.number, sizes)
        let halving = HalvingPruner(
            first: first, factor: factor, rule: .topShare, skipped: bracket, bootstrap: bootstrap)
        return halving.decision(for: trial, among: trials, objectives: objectives) {
            assignment($0, sizes) == bracket
        }
    }

    /// How many trials each bracket gets in turn, the one that compares earliest first (algorithm 1, line 3; s of the paper counts
    /// from the last bracket).
    package static func sizes(first: Int, last: Int, factor: Double) -> [Int] {
        let ratio = max(1, Double(last) / Double(max(first, 1)))
        // Without the rounding that makes log 243 / log 3 less than 5.
        let count = Int((log(ratio) / log(factor) + 1e-10).rounded(.down)) + 1
        return (0..<count).map { bracket in
            let rungs = Double(count - bracket)
            return Int((Double(count) * pow(factor, rungs - 1) / rungs).rounded(.up))
        }
    }

    /// Spreads the numbers over the brackets in proportion to their sizes: each goes to the bracket that lacks most of its share.
    package static func bracket(of number: Int, sizes: [Int]) -> Int {
        let total = sizes.reduce(0, +)
        guard total > 0, number >= 0 else { return 0 }
        let place = Self.scrambled(number % total, below: total)
        var end = 0
        for (bracket, size) in sizes.enumerated() {
            end += size
            if place < end { return bracket }
        }
        return sizes.count - 1
    }

    /// A walk through 0 ..< count in steps near the golden section, each number once.
    private static func scrambled(_ number: Int, below count: Int) -> Int {
        var step = max(1, Int(Double(count) * 0.618))
        while !areCoprime(step, count) { step += 1 }
        return number % count * step % count
    }

    private static func areCoprime(_ a: Int, _ b: Int) -> Bool {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a == 1
    }
}
