import Foundation
import HoneCore
import HoneSearch
import Testing

@Suite("A density model joined with the study's trials")
struct JointOptimizerTests {
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

    private func optimizer(_ model: any DensityModel = ArbitraryDensities(), candidates: Int = 60) -> JointOptimizer {
        var settings = JointOptimizer.Settings()
        settings.candidates = candidates
        return JointOptimizer("lm", model: model, settings: settings)
    }

    private func loss(_ configuration: Configuration) -> Double {
        let rate = Foundation.log10(configuration["lr"]?.number ?? 1)
        return (rate + 2) * (rate + 2) + (configuration["opt"] == "sgd" ? 0.5 : 0)
    }

    private func history(_ configurations: [Configuration]) -> TrialHistory {
        TrialHistory(
            trials: configurations.enumerated().map {
                Trial(number: $0, state: .complete, configuration: $1, values: [loss($1)])
            }, revision: configurations.count)
    }

    @Test("The same study, history and seed give the same suggestions, another seed others")
    func purity() async throws {
        let study = try study()
        let first = try await optimizer().suggest(3, for: study, given: TrialHistory(), seed: 4)
        let again = try await optimizer().suggest(3, for: study, given: TrialHistory(), seed: 4)
        #expect(again.map(\.configuration) == first.map(\.configuration))
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
        var trials: [Trial] = []
        for round in 0..<4 {
            let suggestions = try await optimizer().suggest(
                3, for: study, given: TrialHistory(trials: trials, revision: round), seed: 1)
            #expect(suggestions.count == 3)
            for suggestion in suggestions {
                #expect(study.space.contains(suggestion.configuration))
                #expect(!trials.map(\.configuration).contains(suggestion.configuration))
                let isRunning = trials.count % 3 == 2
                trials.append(
                    Trial(
                        number: trials.count, state: isRunning ? .running : .complete,
                        configuration: suggestion.configuration,
                        values: isRunning ? [] : [loss(suggestion.configuration)]))
            }
        }
    }

    @Test("A model whose opinions are arbitrary does not keep a study from its optimum", arguments: [1, 2, 3])
    func garbagePrior(seed: UInt64) async throws {
        let study = try study()
        let optimizer = optimizer(ArbitraryDensities(seed: seed), candidates: 200)
        var configurations: [Configuration] = []
        for _ in 0..<25 {
            let suggestion = try await optimizer.suggest(1, for: study, given: history(configurations), seed: seed)
            configurations.append(try #require(suggestion.first).configuration)
        }
        // 25 random trials come as near in one study of seven: in all three in one of three hundred.
        #expect(try #require(configurations.map(loss).min()) < 1e-3)
    }

    @Test("A suggestion says what it cost and, once there are values, what is expected of it")
    func record() async throws {
        let study = try study()
        let optimizer = optimizer()
        let first = try #require(try await optimizer.suggest(1, for: study, given: TrialHistory(), seed: 0).first)
        #expect(first.record.origin == "lm")
        // Without a past task of the same metric nothing tells the objective's units yet.
        #expect(first.record.prediction == nil)
        let cost = try #require(first.record.cost)
        #expect(cost.candidates >= 60)
        // The winner is asked about once more, a cache's matter.
        #expect(cost.tokens >= 6 * cost.candidates)
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

    @Test("A trial from before the space was narrowed does no harm")
    func narrowed() async throws {
        let study = try study()
        let past: [Configuration] = [["lr": 30, "width": 8, "opt": "adam"], ["lr": 0.01, "width": 8, "opt": "lion"]]
        let suggestions = try await optimizer().suggest(2, for: study, given: history(past), seed: 0)
        #expect(suggestions.count == 2)
        #expect(suggestions.allSatisfy { study.space.contains($0.configuration) })
    }

    @Test("A list of candidates is never left, and ends when it is used up")
    func finite() async throws {
        let study = try study()
        let list = [0.1, 0.5, 0.9].map { place in study.space.configuration { $0.domain.value(atUnit: place) } }
            .filter(study.space.satisfiesConstraints)
        let optimizer = JointOptimizer("lm", model: ArbitraryDensities(), source: .finite(list, in: study.space))
        let suggestions = try await optimizer.suggest(5, for: study, given: TrialHistory(), seed: 0)
        #expect(Set(suggestions.map(\.configuration)) == Set(list))
    }

    @Test("The model alone ranks by its own density and repeats nothing")
    func alone() async throws {
        let study = try study()
        let model = ArbitraryDensities()
        let optimizer = PriorOptimizer("lm-only", model: model, candidates: 50)
        let first = try await optimizer.suggest(4, for: study, given: TrialHistory(), seed: 2)
        let next = try await optimizer.suggest(4, for: study, given: history(first.map(\.configuration)), seed: 2)
        #expect(Set((first + next).map(\.configuration)).count == 8)
        #expect(first.allSatisfy { $0.record.origin == "lm-only" && study.space.contains($0.configuration) })
        // The first of all is the one whose density promises most below the middle.
        let densities = try await model.densities(
            of: first.map(\.configuration), for: study, progress: nil
        ).densities.compactMap { $0?.expectedImprovement(below: 1) }
        #expect(densities == densities.sorted(by: >))
    }

    @Test("Two densities of one mean differ in what they promise at the good end")
    func tail() throws {
        let sure = QuantileDensity(weights: TargetQuantiles.soft(0.5, bins: 20, width: 0.05))
        let split = QuantileDensity(weights: (0..<20).map { $0 == 0 || $0 == 19 ? 1 : 0 })
        let study = StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")],
            space: try SearchSpace([Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil))]))
        let scale = PriorScale(study, families: [], bins: 20)
        let (a, b) = (PriorScore(sure, scale: scale), PriorScore(split, scale: scale))
        #expect(abs(a.mean - b.mean) < 0.01)
        #expect(b.tail > 0.2 && a.tail < 0.01)
    }
}
