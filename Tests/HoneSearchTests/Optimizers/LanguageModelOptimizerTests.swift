import Foundation
import HoneCore
import HoneSearch
import Testing

@Suite("The language-model optimiser")
struct LanguageModelOptimizerTests {
    private func study() throws -> StudyDescription {
        StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")], task: TaskDescription(model: "mlp"),
            space: try SearchSpace(
                [
                    Parameter("lr", .float(low: 1e-5, high: 1, scale: .log, step: nil)),
                    Parameter("width", .int(low: 8, high: 64, scale: .linear, step: nil)),
                    Parameter("opt", .categorical(["adam", "sgd"])),
                    Parameter(
                        "momentum", .float(low: 0, high: 0.99, scale: .linear, step: nil),
                        if: [Condition(parent: "opt", values: ["sgd"])]),
                ], constraints: [Constraint(parsing: "width * lr <= 10")]))
    }

    private func optimizer(_ scorer: LanguageModelScorer? = nil, candidates: Int = 60) throws -> LanguageModelOptimizer
    {
        var settings = LanguageModelOptimizer.Settings()
        settings.candidates = candidates
        return LanguageModelOptimizer(scorer: try scorer ?? TinyScorer.make(), families: [], settings: settings)
    }

    private func loss(_ configuration: Configuration) -> Double {
        let rate = log10(configuration["lr"]?.number ?? 1)
        return (rate + 2) * (rate + 2) + (configuration["opt"] == "sgd" ? 0.5 : 0)
    }

    private func history(_ configurations: [Configuration]) -> TrialHistory {
        TrialHistory(
            trials: configurations.enumerated().map {
                Trial(number: $0, state: .complete, configuration: $1, values: [loss($1)])
            }, revision: configurations.count)
    }

    @Test("The same study, history and seed give the same suggestions, with and without scores on disk")
    func purity() async throws {
        let study = try study()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-scores-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try await optimizer().suggest(3, for: study, given: TrialHistory(), seed: 4)
        var seen: [[Configuration]] = []
        for _ in 0..<2 {
            let cached = try optimizer(TinyScorer.make(cacheFolder: folder))
            seen.append(try await cached.suggest(3, for: study, given: TrialHistory(), seed: 4).map(\.configuration))
        }
        #expect(seen[0] == seen[1])
        #expect(seen[0] == first.map(\.configuration))
        let later = history(first.map(\.configuration))
        let a = try await optimizer().suggest(1, for: study, given: later, seed: 4)
        let b = try await optimizer().suggest(1, for: study, given: later, seed: 4)
        #expect(a.map(\.configuration) == b.map(\.configuration))
        #expect(a[0].record.prediction == b[0].record.prediction)
        let otherSeed = try await optimizer().suggest(3, for: study, given: TrialHistory(), seed: 5)
        #expect(otherSeed.map(\.configuration) != first.map(\.configuration))
    }

    @Test("Suggestions belong to the space, differ from each other and from every trial, running ones too")
    func valid() async throws {
        let study = try study()
        var past = history([])
        var all: [Configuration] = []
        for round in 0..<4 {
            let suggestions = try await optimizer().suggest(3, for: study, given: past, seed: 1)
            #expect(suggestions.count == 3)
            for suggestion in suggestions {
                #expect(study.space.contains(suggestion.configuration))
                #expect(!all.contains(suggestion.configuration))
                all.append(suggestion.configuration)
                let isRunning = all.count % 3 == 0
                past.trials.append(
                    Trial(
                        number: all.count - 1, state: isRunning ? .running : .complete,
                        configuration: suggestion.configuration,
                        values: isRunning ? [] : [loss(suggestion.configuration)]))
            }
            past.revision = round + 1
        }
    }

    @Test("A model whose opinions are arbitrary does not keep the study from its optimum", arguments: [1, 2])
    func garbagePrior(seed: UInt64) async throws {
        let study = try study()
        let optimizer = try optimizer(TinyScorer.make(seed: seed), candidates: 200)
        var configurations: [Configuration] = []
        for _ in 0..<25 {
            let suggestion = try await optimizer.suggest(1, for: study, given: history(configurations), seed: seed)
            configurations.append(try #require(suggestion.first).configuration)
        }
        let best = configurations.map(loss).min() ?? .infinity
        // A random search of 25 trials reaches this in two of five cases.
        #expect(best < 0.01)
    }

    @Test("A suggestion says what it cost and, once there are values, what is expected of it")
    func record() async throws {
        let study = try study()
        let optimizer = try optimizer()
        let first = try #require(try await optimizer.suggest(1, for: study, given: TrialHistory(), seed: 0).first)
        #expect(first.record.origin == "lm")
        // Without a past task of the same metric nothing tells the objective's units yet.
        #expect(first.record.prediction == nil)
        let cost = try #require(first.record.cost)
        #expect(cost.candidates >= 60)
        #expect(cost.tokens > 60 * 5)
        #expect(cost.gigaflops > 0)
        let past = history(
            [first.configuration]
                + [0.2, 0.4].map { place in
                    study.space.configuration { $0.domain.value(atUnit: place) }
                })
        let next = try #require(try await optimizer.suggest(1, for: study, given: past, seed: 0).first)
        let prediction = try #require(next.record.prediction)
        #expect(prediction.low <= prediction.mean && prediction.mean <= prediction.high)
        #expect((next.record.acquisition ?? 0) > 0)
    }

    @Test("A list of candidates is never left, and ends when it is used up")
    func finite() async throws {
        let study = try study()
        let list = [0.1, 0.5, 0.9].map { place in study.space.configuration { $0.domain.value(atUnit: place) } }
            .filter(study.space.satisfiesConstraints)
        let optimizer = LanguageModelOptimizer(
            scorer: try TinyScorer.make(), families: [], source: .finite(list, in: study.space))
        let suggestions = try await optimizer.suggest(5, for: study, given: TrialHistory(), seed: 0)
        #expect(Set(suggestions.map(\.configuration)) == Set(list))
    }

    @Test("The model alone ranks by its own density and repeats nothing")
    func alone() async throws {
        let study = try study()
        let optimizer = LanguageModelOnlyOptimizer(scorer: try TinyScorer.make(), families: [], candidates: 50)
        let first = try await optimizer.suggest(4, for: study, given: TrialHistory(), seed: 2)
        let next = try await optimizer.suggest(4, for: study, given: history(first.map(\.configuration)), seed: 2)
        #expect(Set((first + next).map(\.configuration)).count == 8)
        #expect(first.allSatisfy { $0.record.origin == "lm-only" && study.space.contains($0.configuration) })
    }
}

@Suite("Scores on disk")
struct ScoreCacheTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "hone-cache-\(UUID().uuidString)")

    private func cache(header: String = "h") -> ScoreCache {
        ScoreCache(folder: folder, adapterHash: "a", header: header, symbols: 2, bins: 3)
    }

    @Test("What was stored is read back, torn writes and foreign files are not")
    func roundTrip() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let row: [RowSymbol] = [.value(3), .code("a")]
        let other: [RowSymbol] = [.value(3), .inactive]
        var first = cache()
        first.insert([(row: row, density: QuantileDensity(weights: [1, 2, 1]))])
        first.insert([(row: other, density: QuantileDensity(weights: [3, 0, 1]))])
        #expect(cache()[row] == QuantileDensity(weights: [1, 2, 1]))
        #expect(cache()[other] == QuantileDensity(weights: [3, 0, 1]))
        #expect(cache(header: "another")[row] == nil)
        let file = try #require(
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .first { try Data(contentsOf: $0).count > 110 })
        let whole = try Data(contentsOf: file)
        try whole.dropLast(5).write(to: file)
        #expect(cache()[row] != nil)
        #expect(cache()[other] == nil)
        var damaged = whole
        damaged[damaged.count - 10] ^= 0xFF
        try damaged.write(to: file)
        #expect(cache()[other] == nil)
        var again = cache()
        again.insert([(row: other, density: QuantileDensity(weights: [3, 0, 1]))])
        #expect(cache()[other] != nil)
    }

    @Test("A folder that cannot be made costs the disk, not the scores")
    func unwritable() {
        var cache = ScoreCache(
            folder: URL(fileURLWithPath: "/dev/null/scores"), adapterHash: "a", header: "h", symbols: 1, bins: 2)
        cache.insert([(row: [.value(1)], density: QuantileDensity(weights: [1, 1]))])
        #expect(cache[[.value(1)]] == QuantileDensity(weights: [1, 1]))
    }
}
