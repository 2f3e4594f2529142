import Foundation
import HoneCore
import Testing

@Suite("Mixtures") struct MixtureTests {
    @Test("stand for a parameter each part, and a constraint that adds them up")
    func expansion() throws {
        let space = try SearchSpace(
            [.int("minutes", 1...60)], mixtures: [Mixture("mix", parts: ["water", "oil", "salt"])])
        #expect(space.parameters.map(\.name) == ["minutes", "mix.water", "mix.oil", "mix.salt"])
        #expect(space["mix.oil"]?.domain == .float(low: 0, high: 1, scale: .linear, step: nil))
        #expect(space.constraints.map(\.source) == ["mix.water + mix.oil + mix.salt == 1"])
        #expect(space.statedConstraints.isEmpty)
        #expect(space.mixture(of: "mix.salt")?.name == "mix")
        #expect(space.mixture(of: "minutes") == nil)
    }

    @Test("begin as equal as the ranges allow, with a sum that is exact", arguments: [2, 3, 6, 7, 10, 49])
    func equalParts(count: Int) throws {
        let space = try SearchSpace(
            [], mixtures: [Mixture("m", parts: (0..<count).map { "p\($0)" }, total: 0.7)])
        let start = try #require(space.defaultConfiguration)
        let values = (0..<count).compactMap { start["m.p\($0)"]?.number }
        #expect(values.reduce(0, +) == 0.7)
        #expect(values.allSatisfy { abs($0 - 0.7 / Double(count)) < 1e-12 })
    }

    @Test("begin within ranges of their own")
    func ranges() throws {
        let mixture = Mixture("m", parts: [.init("a", 0.6...0.9), .init("b", 0...0.1), .init("c", 0...1)])
        let start = try #require(try SearchSpace([], mixtures: [mixture]).defaultConfiguration)
        #expect(start["m.a"] == 0.6)
        #expect(start["m.b"] == 0.1)
        #expect(abs((start["m.c"]?.number ?? 0) - 0.3) < 1e-12)
    }

    @Test("take what is off by rounding, and put it right")
    func rounding() throws {
        let space = try SearchSpace([], mixtures: [Mixture("m", parts: ["a", "b", "c"])])
        let given: Configuration = ["m.a": 0.3333333, "m.b": 0.3333333, "m.c": 0.3333333]
        let taken = try space.canonical(given)
        #expect(["m.a", "m.b", "m.c"].compactMap { taken[$0]?.number }.reduce(0, +) == 1)
        #expect(space.contains(taken))
        #expect(throws: SpaceError.self) { try space.canonical(["m.a": 0.3, "m.b": 0.3, "m.c": 0.3]) }
    }

    @Test("are stored beside what they stand for")
    func coding() throws {
        let mixture = Mixture("odd-mix", parts: ["a", "b"], total: 100, default: [30, 70], meaning: "what goes in")
        let space = try SearchSpace([.float("x", 0...1)], mixtures: [mixture])
        let stored = try JSONEncoder().encode(space)
        let read = try JSONDecoder().decode(SearchSpace.self, from: stored)
        #expect(read == space)
        #expect(read.mixtures == [mixture])
        #expect(read.constraints.count == 1)
        #expect(read.defaultConfiguration?["odd-mix.b"] == 70.0)
    }

    @Test("that can be none are refused in words")
    func errors() {
        func error(_ mixture: Mixture, beside parameters: [Parameter] = []) -> String {
            do {
                _ = try SearchSpace(parameters, mixtures: [mixture])
                return ""
            } catch { return error.description }
        }
        #expect(error(Mixture("m", parts: ["a"])).contains("at least two parts"))
        #expect(error(Mixture("m", parts: ["a", "a"])).contains("listed twice"))
        #expect(error(Mixture("m", parts: ["a", "b"], total: -1)).contains("positive"))
        #expect(error(Mixture("m", parts: ["a", "b"], high: 0.4)).contains("never to 1"))
        #expect(error(Mixture("m", parts: ["a", "b"], default: [0.5, 0.4])).contains("0.9 instead of 1"))
        #expect(error(Mixture("m", parts: ["a", "b"]), beside: [.float("m", 0...1)]).contains("twice"))
        #expect(error(Mixture("m", parts: ["a", "b"]), beside: [.float("m.a", 0...3)]).contains("mixture"))
    }
}
