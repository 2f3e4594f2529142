import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct FeatureEncoderTests {
    /// Σ over a parameter's columns of the squared difference, or of 0/1 for identity.
    private static func distances(_ encoder: FeatureEncoder, _ a: Configuration, _ b: Configuration) -> [Double] {
        var result = [Double](repeating: 0, count: encoder.parameters.count)
        for (column, (x, y)) in zip(encoder.columns, zip(encoder.row(a), encoder.row(b))) {
            switch column.comparison {
            case .difference: result[column.parameter] += (x - y) * (x - y)
            case .identity: result[column.parameter] += x == y ? 0 : 1
            }
        }
        return result
    }

    private static func space() throws -> SearchSpace {
        try SearchSpace([
            Parameter("rate", .float(low: 1e-4, high: 1, scale: .log, step: nil)),
            Parameter("kind", .categorical(["a", "b", "c"])),
            Parameter(
                "depth", .int(low: 1, high: 5, scale: .linear, step: nil), if: [.init(parent: "kind", values: ["a"])]),
            Parameter("mode", .categorical(["m", "n"]), if: [.init(parent: "kind", values: ["a"])]),
            Parameter("fixed", .fixed(3)),
        ])
    }

    @Test func distancesMeanWhatTheyShould() throws {
        let encoder = FeatureEncoder(try Self.space())
        #expect(encoder.parameters.map(\.name) == ["rate", "kind", "depth", "mode"])
        let a: Configuration = ["rate": 1e-4, "kind": "a", "depth": 1, "mode": "m", "fixed": 3]
        let b: Configuration = ["rate": 0.01, "kind": "a", "depth": 5, "mode": "n", "fixed": 3]
        let c: Configuration = ["rate": 1, "kind": "b", "fixed": 3]
        let near = Self.distances(encoder, a, b)
        for (value, expected) in zip(near, [0.25, 0.0, 1.0, 1.0]) { #expect(abs(value - expected) < 1e-12) }
        let far = Self.distances(encoder, a, c)
        for (value, expected) in zip(far, [1.0, 1, 1, 1]) { #expect(abs(value - expected) < 1e-12) }
        let same = Self.distances(encoder, c, ["rate": 1, "kind": "c", "fixed": 3])
        for (value, expected) in zip(same, [0.0, 1, 0, 0]) { #expect(abs(value - expected) < 1e-12) }
    }

    @Test func kernelsOverConditionalSpacesArePositiveDefinite() throws {
        let space = try SampleSpace.mixed()
        let encoder = FeatureEncoder(space)
        var generator = SeededGenerator(seed: 2)
        let configurations = (0..<150).compactMap { _ in space.sample(using: &generator) }
        for logScale in [-3.0, 0, 2] {
            let process = GaussianProcess(
                .init(encoder),
                .init(
                    logLengthScales: Array(repeating: logScale, count: encoder.parameters.count), logSignal: 0,
                    logNoise: -18),
                points: .init(encoder.encode(configurations)),
                targets: configurations.map { _ in generator.normal() })
            #expect(process != nil)
        }
    }

    @Test func valuesOutsideTheSpaceAreTakenAsWellAsTheyCanBe() throws {
        let encoder = FeatureEncoder(try Self.space())
        // A trial from before the space was narrowed, another whose category is gone, one without anything.
        let rows = [
            encoder.row(["rate": 30, "kind": "z", "depth": 9]), encoder.row(["rate": "fast"]), encoder.row([:]),
        ]
        #expect(rows.allSatisfy { $0.count == encoder.columns.count && $0.allSatisfy(\.isFinite) })
        #expect(rows[0][0] == 1)
    }

    @Test func numbersOffAnOrdinalGridLieBetweenItsPlaces() throws {
        let encoder = FeatureEncoder(
            try SearchSpace([
                Parameter("rate", .ordinal([0.0001, 0.001, 0.01, 0.1], scale: nil)),
                Parameter("width", .ordinal([16, 32, 64], scale: .log)),
            ]))
        func row(_ rate: Double, _ width: Int) -> [Double] {
            encoder.row(["rate": .float(rate), "width": .int(width)])
        }
        #expect(row(0.01, 32) == [2.0 / 3, 0.5])
        for (value, expected) in zip(row(0.001 * 10.0.squareRoot(), 45), [0.5, 0.746]) {
            #expect(abs(value - expected) < 1e-3)
        }
        #expect(row(5, 1) == [1, 0])
    }

    @Test func rangesMayGoOnBeyondTheirEndsWherePastTrialsAreAsked() throws {
        let encoder = FeatureEncoder(
            try SearchSpace([Parameter("rate", .float(low: 0.01, high: 1, scale: .log, step: nil))]))
        #expect(encoder.row(["rate": 10]) == [1])
        #expect(abs(encoder.row(["rate": 10], isOpen: true)[0] - 1.5) < 1e-12)
        #expect(encoder.row(["rate": 1e9], isOpen: true) == [2])
        #expect(encoder.row(["rate": -1], isOpen: true) == [-1])
    }
}
