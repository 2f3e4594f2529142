import HoneCore
import HoneReader
import Testing

struct DescriptionTests {
    @Test func configurationsAreCodedAsTheirDomainsSay() throws {
        let space = try RandomStudies.space()
        let configuration: Configuration = ["kernel": "linear", "C": 1.0, "batch": 32, "size": "large", "seed": 1]
        let trial = ReaderTrial(configuration, of: space.searched)
        // kernel, C, degree (inactive), batch, size; the fixed seed is left out.
        #expect(trial.values.count == 5)
        #expect(trial.values[0] == ReaderTrial.Value(unit: 0, choice: 2))
        #expect(trial.values[1] == ReaderTrial.Value(unit: 0.5))
        #expect(trial.values[2] == .missing)
        #expect(trial.values[3] == ReaderTrial.Value(unit: 0.5))
        #expect(trial.values[4] == ReaderTrial.Value(unit: 0, choice: 1))
    }

    @Test func rangesAreToldAsNumbers() {
        let log = RangeFeatures.of(.float(low: 1e-6, high: 1, scale: .log, step: nil))
        #expect(log[..<4] == [0, 0, 1, 1] && abs(log[5]) < 1e-5 && log.count == RangeFeatures.count)
        let half = RangeFeatures.of(.float(low: 0, high: 2, scale: .linear, step: nil), part: 0...0.5)
        #expect(half[4] == -1 && abs(half[5]) < 1e-5)
        #expect(RangeFeatures.of(.categorical(["a", "b"])) == [1, 0, 0, 0, 0, 0, 0.4])
        #expect(RangeFeatures.of(.int(low: -8, high: Int.max, scale: .linear, step: nil)).allSatisfy { $0.isFinite })
    }

    @Test func namesWithoutVectorsAreZerosOrRandomByTheirOwnHash() {
        let random = NameVectors(width: 4, missing: .random(seed: 1))
        #expect(random[.parameter("lr")] == random[.parameter("lr")])
        #expect(random[.parameter("lr")] != random[.program("lr")])
        #expect(random[.choice("a", of: "x")] != random[.choice("a", of: "y")])
        #expect(NameVectors(width: 2)[.program("p")] == [0, 0])
        #expect(NameVectors(width: 2, vectors: [.program("p"): [1, 2]])[.program("p")] == [1, 2])
    }

    @Test func projectionsKeepTheStrongestDirectionsAndScaleThem() throws {
        // Along (1, 1, 0) with deviation 3 each way, a little along (1, -1, 0), nothing along the third.
        let vectors = (0..<40).map { index -> [Float] in
            let (along, across) = (Float(index % 20) - 9.5, Float(index / 20) - 0.5)
            return [along + across, along - across, 2]
        }
        let projection = try #require(NameProjection(fitting: vectors, components: 4))
        let short = vectors.map { projection($0) }
        let squares = (0..<4).map { place in short.reduce(0) { $0 + $1[place] * $1[place] } / 40 }
        // 1 / (1 + softness) of unit variance for the first; the last two have nothing to show.
        #expect(abs(squares[0] - 1 / (1.06 * 1.06)) < 0.02)
        #expect(squares[1] > 0.1 && squares[1] < squares[0] && squares[2] < 1e-6 && squares[3] == 0)
        let products = short.reduce(0) { $0 + $1[0] * $1[1] } / 40
        #expect(abs(products) < 1e-4)
        #expect(NameProjection(fitting: [], components: 2) == nil)
    }
}
