import Foundation
import HoneBenchmarks
import HoneNumerics
import Testing

/// Beside scipy and statsmodels: `Fixtures/judge_peers.py`.
@Suite struct JudgeTests {
    private struct Peers: Decodable {
        var differences: [Double]
        var bca: [Double]
        var percentile: [Double]
        var student: [Double]
        var studentP: Double
        var pValues: [Double]
        var holm: [Double]
        var tQuantiles: [[Double]]
    }

    private func peers() throws -> Peers {
        let url = try #require(
            Bundle.module.url(forResource: "judge_peers", withExtension: "json", subdirectory: "Fixtures"))
        return try JSONDecoder().decode(Peers.self, from: Data(contentsOf: url))
    }

    @Test func intervalsAreThoseOfScipy() throws {
        let peers = try peers()
        let judge = JudgedMean(ClusteredSample(means: peers.differences.map { [$0] }), crossesSlots: false)
        for (method, expected) in [(IntervalMethod.bca, peers.bca), (.percentile, peers.percentile)] {
            let interval = try #require(judge.interval(method, resamples: 40_000))
            // Both are random: some 200 draws lie beyond each end.
            #expect(abs(interval.low - expected[0]) < 4e-4, "\(method)")
            #expect(abs(interval.high - expected[1]) < 4e-4, "\(method)")
        }
        let student = try #require(judge.interval(.student))
        #expect(abs(student.low - peers.student[0]) < 1e-12)
        #expect(abs(student.high - peers.student[1]) < 1e-12)
        #expect(abs(student.p - peers.studentP) < 1e-12)
        for values in peers.tQuantiles {
            #expect(abs(StudentDistribution.quantile(values[1], freedom: values[0]) - values[2]) < 1e-9)
            guard values[0] == 2 || values[0] == 40 else { continue }
            #expect(abs(StudentDistribution.cumulative(values[2], evenFreedom: Int(values[0])) - values[1]) < 1e-12)
        }
    }

    @Test func holmsAdjustmentIsThatOfStatsmodels() throws {
        let peers = try peers()
        for (value, expected) in zip(Holm.adjusted(peers.pValues), peers.holm) {
            #expect(abs(value - expected) < 1e-12)
        }
        #expect(Holm.adjusted([]) == [])
        #expect(Holm.adjusted([0.03]) == [0.03])
    }

    @Test func studentisedIntervalsHoldWhatTheyShould() {
        // The same at length: hone bench judge. Of 300 studies at 95 %, 3.2 standard deviations are 4 points.
        for sizes in [[Int](repeating: 1, count: 15), [Int](repeating: 3, count: 8)] {
            let results = JudgeCoverage.measured(
                SimulatedStudies(sizes: sizes), methods: [.studentised, .percentile], crossesSlots: false, count: 300,
                resamples: 600, seed: 3)
            #expect(abs(results[0].covered - 0.95) < 0.04, "\(sizes.count) clusters: \(results[0].covered)")
            #expect(results[1].covered < results[0].covered, "the percentiles' are too narrow")
        }
    }

    @Test func aDrawThatAllTasksShareWidensTheInterval() {
        var studies = SimulatedStudies(sizes: Array(repeating: 2, count: 20))
        studies.slots = 5
        studies.drawDeviation = 0.03
        func covered(_ crossesSlots: Bool) -> Double {
            JudgeCoverage.measured(
                studies, methods: [.studentised], crossesSlots: crossesSlots, count: 200, resamples: 400, seed: 1)[0]
                .covered
        }
        #expect(covered(false) < 0.86)
        #expect(covered(true) > 0.89)
    }

    @Test func aSampleThatSaysNothingGetsNoInterval() {
        #expect(JudgedMean(ClusteredSample([]), crossesSlots: false).interval() == nil)
        #expect(JudgedMean(ClusteredSample(means: [[1, 2, 3]]), crossesSlots: false).interval() == nil)
        let same = JudgedMean(ClusteredSample(means: [[0], [0], [0]]), crossesSlots: false).interval()
        #expect(same?.low == 0 && same?.high == 0 && same?.p == 1)
        #expect(ClusteredSample([[[nil, 1]], [[nil, nil]], []]).taskCount == 1)
    }
}
