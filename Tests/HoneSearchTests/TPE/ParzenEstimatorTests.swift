import HoneCore
import HoneNumerics
import HoneSearch
import Testing

struct ParzenEstimatorTests {
    private struct Answers: Decodable {
        struct Trial: Decodable {
            var params: [String: ParameterValue]
            var value: Double?
        }
        struct Densities: Decodable {
            var good: [Double]
            var others: [Double]
        }
        struct Case: Decodable {
            var trials: [Trial]
            var good: [Int]
            var others: [Int]
            var points: [[String: ParameterValue]]
            var densities: [String: Densities]
        }
        var weights: [String: [Double]]
        var cases: [Case]
    }

    private static let space = [
        Parameter("x", .float(low: -2, high: 3, scale: .linear, step: nil)),
        Parameter("rate", .float(low: 1e-5, high: 1, scale: .log, step: nil)),
        Parameter("tenth", .float(low: 0, high: 0.9, scale: .linear, step: 0.1)),
        Parameter("layers", .int(low: 1, high: 7, scale: .linear, step: nil)),
        Parameter("width", .int(low: 16, high: 1024, scale: .log, step: nil)),
        Parameter("kind", .categorical(["a", "b", "c"])),
    ]

    private static func history(_ trials: [Answers.Trial]) -> TrialHistory {
        TrialHistory(
            trials: trials.enumerated().map { number, trial in
                Trial(
                    number: number, state: trial.value == nil ? .running : .complete,
                    configuration: Configuration(trial.params), values: trial.value.map { [$0] } ?? [])
            })
    }

    /// What Optuna's densities differ by because they are of the number where ours are of its logarithm: nothing, as it says.
    private static func estimator(_ parameters: [Parameter], _ trials: [Answers.Trial], _ rows: [Int])
        -> ParzenEstimator
    {
        let dimensions = parameters.map { ParzenDimension($0.domain) }
        let columns = zip(parameters, dimensions).map { parameter, dimension in
            rows.map { dimension.coordinate(trials[$0].params[parameter.name]) }
        }
        let orders = columns.map { column in column.indices.sorted { (column[$0], $0) < (column[$1], $1) } }
        return ParzenEstimator(dimensions, columns: columns, orders: orders)
    }

    @Test func weightsAreThoseOfOptuna() throws {
        for (count, expected) in try fixture("parzen", as: Answers.self).weights {
            let weights = ParzenEstimator.weights(try #require(Int(count)))
            #expect(weights.count == expected.count)
            for (a, b) in zip(weights, expected) { #expect(abs(a - b) < 1e-15) }
        }
    }

    @Test func theSplitIsOptunas() async throws {
        for known in try fixture("parzen", as: Answers.self).cases {
            let split = try Self.split(of: known.trials)
            #expect(split.good == known.good)
            #expect(split.others == known.others)
        }
    }

    private static func split(of trials: [Answers.Trial]) throws -> (good: [Int], others: [Int]) {
        let study = StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")], space: try SearchSpace(space))
        return TreeParzenOptimizer.split(history(trials), for: study)
    }

    @Test func densitiesAndRatiosAreThoseOfOptuna() throws {
        var compared = 0
        for known in try fixture("parzen", as: Answers.self).cases {
            for (name, densities) in known.densities {
                let parameters = Self.space.filter { name == "joint" || $0.name == name }
                let points = parameters.map { parameter in
                    known.points.map { ParzenDimension(parameter.domain).coordinate($0[parameter.name]) }
                }
                let good = Self.estimator(parameters, known.trials, known.good).logDensities(points)
                let others = Self.estimator(parameters, known.trials, known.others).logDensities(points)
                for index in known.points.indices {
                    #expect(abs(good[index] - densities.good[index]) < 1e-9, "\(name)")
                    #expect(abs(others[index] - densities.others[index]) < 1e-9, "\(name)")
                    compared += 1
                }
            }
        }
        #expect(compared == 84)
    }

    @Test func samplesLieWhereTheDensitySaysTheyDo() throws {
        let answers = try fixture("parzen", as: Answers.self)
        let known = try #require(answers.cases.last)
        let parameters = [Self.space[0]]
        let estimator = Self.estimator(parameters, known.trials, known.good)
        var generator = SeededGenerator(seed: 3)
        let drawn = estimator.sample(20_000, using: &generator)[0]
        #expect(drawn.allSatisfy { (-2...3).contains($0) })
        // Ten bins against the integral of the density over them.
        for bin in 0..<10 {
            let low = -2 + 0.5 * Double(bin)
            let inside = Double(drawn.filter { $0 >= low && $0 < low + 0.5 }.count) / 20_000
            let places = (0..<200).map { low + 0.5 * (Double($0) + 0.5) / 200 }
            let densities = estimator.logDensities([places]).map { exponential($0) }
            let expected = densities.reduce(0, +) / 200 * 0.5
            #expect(abs(inside - expected) < 0.015)
        }
    }

    @Test func probabilitiesOfValuesInStepsSumToOne() throws {
        let answers = try fixture("parzen", as: Answers.self)
        let known = try #require(answers.cases.last)
        for parameter in Self.space where parameter.domain.count != nil {
            let estimator = Self.estimator([parameter], known.trials, known.others)
            let dimension = ParzenDimension(parameter.domain)
            let count = try #require(parameter.domain.count)
            let places = (0..<count).map { dimension.coordinate(parameter.domain.value(atIndex: $0)) }
            let sum = estimator.logDensities([places]).reduce(0) { $0 + exponential($1) }
            #expect(abs(sum - 1) < 1e-9, "\(parameter.name)")
        }
    }
}
