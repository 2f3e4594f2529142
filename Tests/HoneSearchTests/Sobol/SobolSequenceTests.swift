import HoneNumerics
import HoneSearch
import Testing

struct SobolSequenceTests {
    private struct Answers: Decodable {
        var dimensions: [Int]
        var first: [[Double]]
        var laterIndex: Int
        var later: [[Double]]
    }

    @Test func pointsAreThoseOfSciPy() throws {
        let answers = try fixture("sobol", as: Answers.self)
        let sequence = SobolSequence(dimensions: SobolSequence.mostDimensions)
        for (index, expected) in answers.first.enumerated() {
            let point = sequence.point(UInt64(index))
            #expect(answers.dimensions.map { point[$0] } == expected)
        }
        for (offset, expected) in answers.later.enumerated() {
            let point = sequence.point(UInt64(answers.laterIndex + offset))
            #expect(answers.dimensions.map { point[$0] } == expected)
        }
    }

    /// In how many of the boxes that divide the first dimension by 2^i and the second by 2^(m - i) there is not exactly one of 2^m points.
    private static func faults(_ points: [[Double]], _ m: Int) -> Int {
        var faults = 0
        for i in 0...m {
            var boxes = [Int](repeating: 0, count: 1 << m)
            for point in points {
                let row = Int(point[0] * Double(1 << i))
                let column = Int(point[1] * Double(1 << (m - i)))
                boxes[row << (m - i) + column] += 1
            }
            faults += boxes.filter { $0 != 1 }.count
        }
        return faults
    }

    @Test(arguments: [0, 64, 4096]) func scrambledBlocksAreNetsAsUnscrambledOnesAre(start: UInt64) {
        let sequence = SobolSequence(dimensions: 2)
        for seed in 0..<5 {
            let scramble = SobolScramble(dimensions: 2, from: SeededGenerator(seed: UInt64(seed)))
            let points = (start..<(start + 64)).map { index in
                scramble.apply(to: sequence.digits(ofPoint: index)).map(SobolSequence.number)
            }
            #expect(Self.faults(points, 6) == 0)
        }
        var generator = SeededGenerator(seed: 1)
        let random = (0..<64).map { _ in [generator.uniform(), generator.uniform()] }
        #expect(Self.faults(random, 6) > 100)
    }

    @Test func everyDimensionIsStratifiedAfterTheScramble() {
        let sequence = SobolSequence(dimensions: SobolSequence.mostDimensions)
        let scramble = SobolScramble(dimensions: SobolSequence.mostDimensions, from: SeededGenerator(seed: 3))
        let points = (0..<UInt64(128)).map {
            scramble.apply(to: sequence.digits(ofPoint: $0)).map(SobolSequence.number)
        }
        for dimension in 0..<SobolSequence.mostDimensions {
            #expect(Set(points.map { Int($0[dimension] * 128) }).count == 128)
        }
    }

    @Test func aSinglePointIsUniformOverScrambles() {
        // The mean and the mean square of 2,000 uniform numbers are 1/2 and 1/3 within 0.03 (4.6 standard errors).
        let sequence = SobolSequence(dimensions: 3)
        let digits = sequence.digits(ofPoint: 0)
        let numbers = (0..<2000).map { seed in
            SobolSequence.number(
                SobolScramble(dimensions: 3, from: SeededGenerator(seed: UInt64(seed))).apply(to: digits)[2])
        }
        #expect(abs(numbers.reduce(0, +) / 2000 - 0.5) < 0.03)
        #expect(abs(numbers.reduce(0) { $0 + $1 * $1 } / 2000 - 1.0 / 3) < 0.03)
    }
}
