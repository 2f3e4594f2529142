import Foundation
import HoneNumerics
import Testing

struct SeededGeneratorTests {
    @Test func theSameSeedGivesTheSameNumbersForEver() {
        // SplitMix64 from 0 and xoshiro256** over it, computed by an independent Python transcription of the papers.
        var generator = SeededGenerator(seed: 0)
        #expect(
            (0..<3).map { _ in generator.next() } == [
                0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a, 0x1a5f_849d_4933_e6e0,
            ])
    }

    @Test func uniformAndNormalHaveTheirMoments() {
        var generator = SeededGenerator(seed: 3)
        let uniform = (0..<20_000).map { _ in generator.uniform() }
        let normal = (0..<20_000).map { _ in generator.normal() }
        #expect(uniform.allSatisfy { (0..<1).contains($0) })
        #expect(abs(uniform.reduce(0, +) / 20_000 - 0.5) < 0.01)
        #expect(abs(normal.reduce(0, +) / 20_000) < 0.03)
        #expect(abs(normal.map { $0 * $0 }.reduce(0, +) / 20_000 - 1) < 0.05)
    }

    @Test func samplesAreDistinctWhetherFewOrMany() {
        var generator = SeededGenerator(seed: 1)
        for (count, bound) in [(5, 1000), (90, 100), (10, 10), (12, 10), (0, 5)] {
            let sample = generator.sample(count, from: bound)
            #expect(Set(sample).count == min(count, bound))
            #expect(sample.allSatisfy { (0..<bound).contains($0) })
        }
    }

    @Test func forksDependOnLabelAndStateButDoNotAdvance() {
        var generator = SeededGenerator(seed: 9)
        let before = generator
        var a = generator.fork("a")
        var b = generator.fork("b")
        #expect(a.next() != b.next())
        #expect(generator == before)
        var again = generator.fork("a")
        var first = before.fork("a")
        #expect(again.next() == first.next())
        _ = generator.next()
        var later = generator.fork("a")
        #expect(later.next() != first.next())
    }

    @Test func stateSurvivesCoding() throws {
        var generator = SeededGenerator(seed: 77)
        _ = generator.next()
        var copy = try JSONDecoder().decode(SeededGenerator.self, from: JSONEncoder().encode(generator))
        #expect(copy.next() == generator.next())
    }

    @Test func weightedIndicesFollowTheirWeights() {
        var generator = SeededGenerator(seed: 5)
        var counts = [0, 0, 0]
        for _ in 0..<9000 { counts[generator.index(weights: [1, 0, 2])] += 1 }
        #expect(counts[1] == 0)
        #expect(abs(Double(counts[0]) / 3000 - 1) < 0.1)
    }
}
