import Hone
import Testing

@Suite("Tuning mixtures and orders")
struct MixtureTuningTests {
    @Test("gives closures parts that add up, and things in an order")
    func tuning() async throws {
        let study = try Study(
            "dough", minimize: "density",
            parameters: [.int("minutes", 10...60), .permutation("steps", ["knead", "rest", "fold"])],
            mixtures: [Mixture("mix", parts: [.init("flour", 0.5...0.7), .init("water", 0.3...0.5)])],
            constraints: ["mix.water <= 0.8 * mix.flour"], optimizer: .gp)
        let result = try await study.optimize(trials: 15) { trial in
            let (flour, water) = (try trial.double("mix.flour"), try trial.double("mix.water"))
            #expect(flour + water == 1)
            #expect(water <= 0.8 * flour)
            let steps = try trial.order("steps")
            #expect(Set(steps) == ["knead", "rest", "fold"])
            return water + (steps.first == "rest" ? 0 : 1)
        }
        #expect(result.best?.value ?? 9 < 0.4)
    }
}
