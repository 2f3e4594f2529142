import Foundation
import HoneNumerics
import HoneSearch
import Testing

struct ExpectedHypervolumeTests {
    private struct Known: Decodable {
        let front: [[Double]]
        let reference, means, deviations: [Double]
        let value: Double
    }

    @Test func agreesWithBoTorch() throws {
        for known in try fixture("expected_hypervolume", as: [Known].self) {
            let gain = ExpectedHypervolume(front: known.front, reference: known.reference)
            let value = gain.value(means: known.means, deviations: known.deviations)
            #expect(abs(value - known.value) < 1e-8 * max(1, known.value), "at \(known)")
            let logarithm = gain.logarithm(means: known.means, deviations: known.deviations)
            if known.value > 1e-6 { #expect(abs(logarithm - log(known.value)) < 1e-6, "at \(known)") }
        }
    }

    @Test func itsLogarithmTellsCandidatesApartWhereTheValueIsZero() {
        let gain = ExpectedHypervolume(front: [[0, 1], [1, 0]], reference: [2, 2])
        let near = gain.logarithm(means: [60, 60], deviations: [1, 1])
        let far = gain.logarithm(means: [70, 70], deviations: [1, 1])
        #expect(gain.value(means: [60, 60], deviations: [1, 1]) == 0)
        #expect(near.isFinite && far.isFinite && near > far)
    }

    @Test func whatIsDominatedOrBeyondTheReferenceCountsNothing() {
        let gain = ExpectedHypervolume(front: [[0, 1], [1, 0]], reference: [2, 2])
        let same = ExpectedHypervolume(front: [[0, 1], [1, 0], [1, 1], [3, -1], [0.5, 1]], reference: [2, 2])
        for means in [[0.5, 0.5], [-1, 3], [1, 1]] {
            #expect(
                gain.value(means: means, deviations: [0.3, 0.4]) == same.value(means: means, deviations: [0.3, 0.4]))
        }
    }
}
