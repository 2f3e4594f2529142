import Foundation
import HoneBenchmarks
import HoneCore
import HoneNumerics
import Testing

/// Beside ioh and pymoo: `Fixtures/bbob.py`, `Fixtures/pareto_problems.py`.
@Suite struct TestFunctionTests {
    private struct BBOBValues: Decodable {
        struct Function: Decodable {
            var function: Int
            var dimension: Int
            var instance: Int
            var lowest: Double
            var values: [Double]
        }

        var points: [String: [[Double]]]
        var functions: [Function]
    }

    private struct Problem: Decodable {
        var name: String
        var reference: [Double]
        /// Of many points of the front.
        var hypervolume: Double
        var points: [[Double]]
        var values: [[Double]]
    }

    private func fixture<T: Decodable>(_ name: String, as type: T.Type) throws -> T {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
        return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }

    @Test func everyFunctionOfBBOBHasCOCOsValues() throws {
        let known = try fixture("bbob", as: BBOBValues.self)
        #expect(known.functions.count == 288)
        for expected in known.functions {
            let function = try #require(BBOB(rawValue: expected.function))
            let (lowest, compute) = function.definition(dimension: expected.dimension, instance: expected.instance)
            #expect(lowest == expected.lowest)
            let points = try #require(known.points["\(expected.dimension)"])
            for (point, value) in zip(points, expected.values) {
                #expect(abs(compute(point) - value) <= 1e-6 * abs(value), "\(expected)")
            }
        }
    }

    @Test func problemsOfSeveralObjectivesHavePymoosValues() throws {
        for problem in try fixture("pareto_problems", as: [Problem].self) {
            let name = problem.name.hasPrefix("zdt") ? "zdt/\(problem.name)-d10" : "dtlz/\(problem.name)-d10"
            let item = try #require(try BenchmarkSuite.functionItem(named: name))
            let function = try #require(try item.load().function)
            for (point, values) in zip(problem.points, problem.values) {
                let names = point.indices.map { "x\($0)" }
                let configuration = Configuration(
                    Dictionary(uniqueKeysWithValues: zip(names, point.map { ParameterValue.float($0) })))
                for (own, value) in zip(function.evaluate(configuration), values) {
                    #expect(abs(own - value) <= 1e-9 * max(1, abs(value)), "\(name)")
                }
            }
            // Points of the front dominate a little less than the whole front.
            let isAbove = function.target.hypervolume >= problem.hypervolume
            #expect(
                isAbove && function.target.hypervolume - problem.hypervolume <= 2e-3 * problem.hypervolume, "\(name)")
            #expect(function.target.reference == problem.reference)
        }
    }

    @Test func nothingIsBetterThanTheKnownOptimum() throws {
        for suite in TestFunctionSuite.allCases {
            for function in try suite.functions() where function.space.constraints.isEmpty {
                guard let optimum = function.optimum else { continue }
                var generator = SeededGenerator(seed: 1)
                for _ in 0..<200 {
                    let drawn = function.space.configuration { $0.domain.value(atQuantile: generator.uniform()) }
                    #expect(function.evaluate(drawn)[0] >= optimum - 1e-9, "\(function.name)")
                }
            }
        }
    }

    /// Where a function is lowest, as its source has it.
    struct Optimum: Sendable, CustomTestStringConvertible {
        let name: String
        let configuration: Configuration
        let value: Double

        init(_ name: String, _ configuration: Configuration, _ value: Double) {
            self.name = name
            self.configuration = configuration
            self.value = value
        }

        var testDescription: String { name }
    }

    private static func optima() -> [Optimum] {
        var optima: [Optimum] = []
        optima.append(Optimum("mixed/ripples", ["a": 1.3, "b": -2.1, "c": 0.7, "i": 2, "j": -3, "k": 1], 0))
        optima.append(Optimum("mixed/valley", ["x0": 1.0, "x1": 1, "x2": 1.0, "x3": 1, "x4": 1.0, "x5": 1], 0))
        optima.append(
            Optimum(
                "mixed/network",
                [
                    "learning_rate": 1e-3, "optimizer": "adam", "width": 128, "layers": 3, "dropout": 0.15, "batch": 64,
                    "bias": true,
                ], 0))
        optima.append(Optimum("conditional/tree", ["x1": 0, "x2": 0, "x4": 0.0, "r8": 0.0], 0.1))
        optima.append(
            Optimum("conditional/methods", ["method": "narrow", "shared": 1.0, "gain": 0.01, "decay": 0.3], 0))
        optima.append(
            Optimum(
                "conditional/pipeline",
                [
                    "scale": true, "reduction": "select", "share": 0.6, "model": "boosting", "trees": 100, "depth": 4,
                    "rate": 0.1,
                ], 0))
        optima.append(Optimum("constrained/g24", ["x1": 2.329520197477607, "x2": 3.17849307411768], -5.50801327159536))
        optima.append(
            Optimum("constrained/g08", ["x1": 1.22797135260752599, "x2": 4.24537336612274885], -0.0958250414180359))
        optima.append(
            Optimum("constrained/g06", ["x1": 14.0950000000000006, "x2": 0.8429607892154796], -6961.81387558015))
        optima.append(
            Optimum(
                "constrained/g04",
                ["x1": 78.0, "x2": 33.0, "x3": 29.9952560256815985, "x4": 45.0, "x5": 36.7758129057882073],
                -30665.53867178332))
        optima.append(
            Optimum(
                "constrained/g09",
                [
                    "x1": 2.33049935147405174, "x2": 1.95137236847114592, "x3": -0.477541399510615805,
                    "x4": 4.36572624923625874, "x5": -0.624486959100388983, "x6": 1.03813099410962173,
                    "x7": 1.5942266780671519,
                ], 680.630057374402))
        optima.append(
            Optimum(
                "constrained/g07",
                [
                    "x1": 2.17199634142692, "x2": 2.3636830416034, "x3": 8.77392573913157, "x4": 5.09598443745173,
                    "x5": 0.990654756560493, "x6": 1.43057392853463, "x7": 1.32164415364306, "x8": 9.82872576524495,
                    "x9": 8.2800915887356, "x10": 8.3759266477347,
                ], 24.30620906818))
        optima.append(
            Optimum(
                "constrained/g01",
                [
                    "x1": 1.0, "x2": 1.0, "x3": 1.0, "x4": 1.0, "x5": 1.0, "x6": 1.0, "x7": 1.0, "x8": 1.0, "x9": 1.0,
                    "x10": 3.0, "x11": 3.0, "x12": 3.0, "x13": 1.0,
                ], -15))
        return optima
    }

    @Test(arguments: optima())
    func theOptimumIsReached(_ known: Optimum) throws {
        let (name, configuration, lowest) = (known.name, known.configuration, known.value)
        let item = try #require(try BenchmarkSuite.functionItem(named: name))
        let function = try #require(try item.load().function)
        #expect(function.optimum == lowest)
        #expect(abs(function.evaluate(configuration)[0] - lowest) <= 1e-6 * max(1, abs(lowest)))
        // Within what ten decimals of the literature leave.
        for constraint in function.space.constraints {
            #expect(constraint.program.violation(in: configuration) <= 1e-6, "\(constraint.source)")
        }
    }

    @Test func noiseDependsOnTheSeedAndTheEvaluationAlone() throws {
        let function = try #require(try TestFunctionSuite.noisy.functions().first)
        let configurations: [Configuration] = [["x": 0.0, "y": 1.0], ["x": 0.0, "y": 1.0], ["x": 3.0, "y": 2.0]]
        func told(_ seed: UInt64) -> [Double] {
            var trace = FunctionTrace(function, seed: seed)
            return configurations.map { trace.evaluate($0)[0] }
        }
        #expect(told(1) == told(1))
        #expect(told(1) != told(2))
        #expect(told(1)[0] != told(1)[1])
    }

    @Test func underNoiseTheTrueValueOfTheChosenOneCounts() throws {
        let function = try #require(try TestFunctionSuite.noisy.functions().first)
        let good: Configuration = ["x": .float(.pi), "y": 2.275]
        let bad: Configuration = ["x": -5.0, "y": 0.0]
        var trace = FunctionTrace(function, seed: 1)
        for configuration in [bad, good, bad] { _ = trace.evaluate(configuration) }
        let optimum = try #require(function.optimum)
        #expect(abs(try #require(trace.figure()) - optimum) < 1e-6)
        #expect(try #require(trace.figure(choosing: 0)) == function.evaluate(bad)[0])
    }

    @Test func hypervolumeGrowsWithTheFrontAndIsMissedInParts() throws {
        let function = try ZDT.one.function(dimension: 2)
        var trace = FunctionTrace(function, seed: 0)
        _ = trace.evaluate(["x0": 1.0, "x1": 0.0])
        // One corner of the front: 10 times 11 of the 121 less a third.
        let corner = 1 - 110 / (121 - 1 / 3.0)
        #expect(abs(try #require(trace.figure()) - corner) < 1e-12)
        for step in 0...1000 {
            let configuration: Configuration = ["x0": .float(Double(step) / 1000), "x1": .float(0)]
            _ = trace.evaluate(configuration)
        }
        #expect(try #require(trace.figure()) < 1e-4)
        #expect(try #require(trace.figure()) >= 0)
    }

    @Test func whatAConstraintForbidsHasNoFigure() throws {
        let function = try #require(try TestFunctionSuite.constrained.functions().last)
        var trace = FunctionTrace(function, seed: 0)
        _ = trace.evaluate(["layers": 8, "width": 1024, "rate": 0.01])
        #expect(trace.figure() == nil)
        #expect(trace.violations[0] > 0)
    }
}

extension TestFunction.Target {
    fileprivate var hypervolume: Double {
        if case .front(_, let hypervolume) = self { hypervolume } else { .nan }
    }

    fileprivate var reference: [Double] {
        if case .front(let reference, _) = self { reference } else { [] }
    }
}
