import HoneLanguageModel
import Testing

@Suite("Scaled rotary positions") struct RotaryScalingTests {
    private static func scaling(_ rope: ArchitectureFixture.Frequencies.Rope) throws -> RotaryScaling {
        switch rope.type {
        case "linear": return .linear(factor: rope.factor)
        case "llama3":
            return .llama3(
                factor: rope.factor, lowBound: try #require(rope.lowBound),
                highBound: try #require(rope.highBound),
                trainedLength: try #require(rope.trainedLength))
        default:
            return .yarn(
                factor: rope.factor, trainedLength: try #require(rope.trainedLength),
                fastTurns: rope.fastTurns ?? 32, slowTurns: rope.slowTurns ?? 1,
                amplitude: rope.amplitude ?? RotaryScaling.yarnAmplitude(factor: rope.factor))
        }
    }

    @Test("have the frequencies and amplitudes that transformers computes") func frequencies() throws {
        let answers = try ArchitectureFixture.load().frequencies
        #expect(answers.count == 4)
        for answer in answers {
            let scaling = try Self.scaling(answer.rope)
            #expect(scaling.inconsistency(headDimension: 64) == nil)
            #expect(abs(scaling.amplitude - answer.amplitude) < 1e-12)
            let ours = scaling.frequencies(headDimension: 64, base: answer.base)
            #expect(ours.count == answer.values.count)
            for (frequency, value) in zip(ours, answer.values) {
                // transformers computes in single precision.
                #expect(abs(frequency / value - 1) < 2e-6, "\(answer.rope): \(frequency), \(value)")
            }
        }
    }

    @Test("divide frequencies one by one where a file says so") func divisors() {
        let divisors: [Float] = [1, 2, 4, 8, 8, 8, 8, 8]
        let plain = RotaryScaling.none.frequencies(headDimension: 16, base: 100)
        let scaled = RotaryScaling.divisors(divisors).frequencies(headDimension: 16, base: 100)
        #expect(zip(plain, scaled).map { Float($0 / $1) } == divisors)
        #expect(RotaryScaling.divisors(divisors).inconsistency(headDimension: 32) != nil)
        #expect(RotaryScaling.divisors([.nan] + divisors.dropFirst()).inconsistency(headDimension: 16) != nil)
        #expect(RotaryScaling.linear(factor: 0).inconsistency(headDimension: 16) != nil)
    }
}
