/// Weights that make up for who chose the configurations of a past task.
///
/// Random configurations say what the space is like; those that a search chose crowd where it is good, so that whatever is
/// learnt from all of them alike takes the space for better than it is. Values are cut into `bins` at the quantiles of the
/// unbiased trials; a trial of a bin weighs the share of the unbiased trials there over the share of all trials there
/// (inverse frequency, as in importance sampling), within `limits`. So the weighted trials are spread over good and bad as
/// random ones are, and the many near the best still count together as much as random ones would.
public struct OriginWeights: Sendable, Hashable {
    /// Origins that choose without looking at results; a trial without an origin counts as one of these.
    public static let unbiased: Set<String> = ["random", "default", "grid", "sobol", "start"]
    /// Parts into which the unbiased trials' values are cut.
    static let bins = 5
    /// Fewer unbiased trials than this say nothing about the space: all weights are 1.
    static let fewestUnbiased = 10
    /// No trial counts less or more than this.
    static let limits = 0.2...5.0

    /// One weight a trial, in the trials' order, their mean over trials with values is 1.
    public let values: [Double]

    /// The weights of one task's trials. Failed trials and those without a value weigh 1.
    ///
    ///     let weights = OriginWeights(entry.trials).values
    public init(_ trials: [PastTrial]) {
        values = Self.weights(trials)
    }

    private static func weights(_ trials: [PastTrial]) -> [Double] {
        let even = [Double](repeating: 1, count: trials.count)
        func value(_ trial: PastTrial) -> Double? {
            guard trial.state == .complete, let value = trial.value, value.isFinite else { return nil }
            return value
        }
        func isUnbiased(_ trial: PastTrial) -> Bool { trial.origin.map { unbiased.contains($0) } ?? true }
        let fair = trials.filter(isUnbiased).compactMap(value).sorted()
        let all = trials.compactMap(value)
        guard fair.count >= fewestUnbiased, fair.count < all.count else { return even }
        // Equal values lie in one bin, so a bound is counted once.
        let bounds = Set((1..<bins).map { fair[$0 * fair.count / bins] }).sorted()
        func bin(_ value: Double) -> Int { bounds.count { $0 <= value } }
        var fairCounts = [Int](repeating: 0, count: bounds.count + 1)
        var counts = fairCounts
        for value in fair { fairCounts[bin(value)] += 1 }
        for value in all { counts[bin(value)] += 1 }
        let byBin = zip(fairCounts, counts).map { fairCount, count in
            guard count > 0 else { return 1.0 }
            let ratio = Double(fairCount) / Double(fair.count) / (Double(count) / Double(all.count))
            return min(max(ratio, limits.lowerBound), limits.upperBound)
        }
        let mean = all.reduce(0) { $0 + byBin[bin($1)] } / Double(all.count)
        return trials.map { trial in value(trial).map { byBin[bin($0)] / mean } ?? 1 }
    }
}
