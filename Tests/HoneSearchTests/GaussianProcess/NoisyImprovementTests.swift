import Foundation
import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct NoisyImprovementTests {
    private struct Known: Decodable {
        let x: [[Double]]
        let y: [Double]
        let scales: [Double]
        let signal, noise: Double
        let samples, new: [[Double]]
        let logarithms: [Double]
        let slopes: [[Double]]
    }

    private static func process(_ known: Known) throws -> GaussianProcess {
        let encoder = FeatureEncoder(try SearchSpace([.float("x", 0...1), .float("y", 0...1)]))
        return try #require(
            GaussianProcess(
                .init(encoder),
                .init(
                    logLengthScales: known.scales.map { log($0) }, logSignal: log(known.signal),
                    logNoise: log(known.noise)),
                points: Points(FeatureMatrix(columns: 2, storage: known.x.flatMap(\.self))), targets: known.y))
    }

    @Test func agreesWithBoTorchOnTheSameSamples() throws {
        let known = try fixture("noisy_improvement", as: Known.self)
        let process = try Self.process(known)
        let improvement = try #require(NoisyImprovement(process, at: process.points, samples: known.samples))
        let candidates = Points(FeatureMatrix(columns: 2, storage: known.new.flatMap(\.self)))
        let logarithms = improvement.logarithms(candidates)
        for (index, row) in known.new.enumerated() {
            let expected = known.logarithms[index]
            #expect(abs(logarithms[index] - expected) < 1e-6 * max(1, abs(expected)))
            let here = improvement.slopes(at: row, terms: [])
            #expect(abs(here.value - expected) < 1e-6 * max(1, abs(expected)))
            for (slope, other) in zip(here.slopes, known.slopes[index]) {
                #expect(abs(slope - other) < 1e-5 * max(1, abs(other)))
            }
        }
    }

    @Test func aPointThatWasTriedPromisesLessThanItsNeighbour() throws {
        let known = try fixture("noisy_improvement", as: Known.self)
        let process = try Self.process(known)
        var generator = SeededGenerator(seed: 1)
        let improvement = try #require(NoisyImprovement(process, samples: 32, using: &generator))
        let best = process.meansAtPoints.indices.min { process.meansAtPoints[$0] < process.meansAtPoints[$1] } ?? 0
        let tried = known.x[best]
        let beside = [tried[0], min(tried[1] + 0.05, 1)]
        let values = improvement.logarithms(Points(FeatureMatrix(columns: 2, storage: tried + beside)))
        #expect(values[0] < values[1])
    }
}
