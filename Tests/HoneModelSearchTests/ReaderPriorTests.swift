import Foundation
import HoneCore
import HoneModelSearch
import HoneReader
import HoneSearch
import Testing

@Suite("A reader as a prior")
struct ReaderPriorTests {
    private func prior() -> ReaderPrior {
        var shape = ReaderShape()
        shape.width = 16
        shape.tokenHidden = 16
        shape.blockHidden = 16
        shape.heads = 2
        return ReaderPrior(
            ReaderModel(
                ReaderFile(weights: ReaderWeights(shape, seed: 3)), hash: "0", cacheFolder: nil, read: { _ in [] }))
    }

    private let parameters = [
        Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil), default: 0.5),
        Parameter("kind", .categorical(["a", "b"]), default: "a"),
        Parameter("depth", .int(low: 1, high: 9, scale: .linear, step: nil), default: 3),
    ]

    private func study(_ parameters: [Parameter]) throws -> StudyDescription {
        StudyDescription(
            name: "s", command: [], objectives: [Objective(.minimize, "loss")], space: try SearchSpace(parameters))
    }

    private let some: [Configuration] = [
        ["x": 0.1, "kind": "a", "depth": 2], ["x": 0.9, "kind": "b", "depth": 9],
    ]

    @Test("it says the same of a configuration whenever it is asked, and works on it once")
    func kept() async throws {
        let (prior, study) = (prior(), try study(parameters))
        let first = try await prior.densities(of: some, for: study, progress: nil)
        let again = try await prior.densities(of: some.reversed(), for: study, progress: nil)
        #expect(first.cost.rows == 2 && again.cost.rows == 0)
        #expect(first.densities == again.densities.reversed())
        for density in first.densities {
            let density = try #require(density)
            #expect(density.probabilities.count == prior.bins)
            #expect(abs(density.probabilities.reduce(0, +) - 1) < 1e-4)
        }
    }

    @Test("the order of parameters changes nothing")
    func order() async throws {
        let (prior, other) = (prior(), prior())
        let one = try await prior.densities(of: some, for: try study(parameters), progress: nil).densities
        let two = try await other.densities(of: some, for: try study(parameters.reversed()), progress: nil).densities
        for (a, b) in zip(one, two) {
            #expect(abs(try #require(a).mean - (try #require(b).mean)) < 1e-5)
        }
    }

    @Test("what does not fit the space gets no density, and another study is read anew")
    func misfits() async throws {
        let prior = prior()
        let answer = try await prior.densities(
            of: [["x": 5, "kind": "a", "depth": 2], some[0]], for: try study(parameters), progress: nil)
        #expect(answer.densities[0] == nil && answer.densities[1] != nil)
        let narrow = try study([
            Parameter("x", .float(low: 0, high: 0.2, scale: .linear, step: nil)), parameters[1], parameters[2],
        ])
        let again = try await prior.densities(of: [some[0]], for: narrow, progress: nil)
        #expect(again.cost.rows == 1)
        #expect(again.densities[0] != answer.densities[1])
    }
}
