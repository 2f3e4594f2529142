import HoneNumerics

/// How often a kind of interval held the truth in simulated studies, and how wide it was.
package struct JudgeCoverage: Sendable, Hashable, Codable {
    package var method: String
    /// Part of the studies whose interval held the true mean.
    package var covered: Double
    /// Parts whose interval lay above and below it.
    package var above: Double
    package var below: Double
    package var width: Double

    /// - Parameters:
    ///   - crossesSlots: whether the judge is told that draws are shared.
    ///   - count: studies.
    package static func measured(
        _ studies: SimulatedStudies, methods: [IntervalMethod] = IntervalMethod.allCases, crossesSlots: Bool,
        count: Int, level: Double = 0.95, resamples: Int = JudgedMean.resamples, seed: UInt64
    ) -> [JudgeCoverage] {
        var tallies = methods.map { _ in (above: 0, below: 0, width: 0.0) }
        for index in 0..<count {
            var generator = SeededGenerator(seed: seed).fork("study", index)
            let judge = JudgedMean(studies.study(using: &generator), crossesSlots: crossesSlots)
            for (place, method) in methods.enumerated() {
                guard
                    let interval = judge.interval(
                        method, level: level, resamples: resamples, seed: seed &+ UInt64(index))
                else { continue }
                if interval.low > 0 { tallies[place].above += 1 }
                if interval.high < 0 { tallies[place].below += 1 }
                tallies[place].width += interval.high - interval.low
            }
        }
        return zip(methods, tallies).map { method, tally in
            JudgeCoverage(
                method: method.rawValue, covered: 1 - Double(tally.above + tally.below) / Double(max(1, count)),
                above: Double(tally.above) / Double(max(1, count)),
                below: Double(tally.below) / Double(max(1, count)), width: tally.width / Double(max(1, count)))
        }
    }
}
