import HoneCore
import HoneReader
import HoneSearch

extension ReaderOptimizer: OutcomePredictor {
    package func forecast(
        of configurations: [Configuration], for study: StudyDescription, given history: TrialHistory, seed: UInt64
    ) async throws -> Forecast {
        let parameters = study.space.searched
        let scorer = try model.scorer(try model.study(study))
        let surfaces = model.shape.readsSurfaces ? ProgramSurfaces(study.space, past: try past(study)) : nil
        func coded(_ configurations: [Configuration]) -> [ReaderTrial] {
            configurations.map { ReaderTrial($0, of: parameters) }
        }
        let observations = Observations(history, of: study)
        let trials = coded(observations.configurations)
        let context = try scorer.context(
            trials, results: observations.values, surfaces: surfaces?.estimates(trials) ?? [])
        let asked = coded(configurations)
        let scores = try scorer.score(asked, in: context, surfaces: surfaces?.estimates(asked) ?? [])
        guard let scale = scores.scale else {
            return .places(ReaderForecast(densities: (0..<scores.count).map(scores.quantile), scale: nil))
        }
        return .results(ReaderForecast(densities: (0..<scores.count).map(scores.score), scale: scale))
    }
}

/// What the reader expects: densities of places, or of results by the context's scale.
private struct ReaderForecast: OutcomeForecast {
    let densities: [ReaderDensity]
    let scale: ContextScale?

    var count: Int { densities.count }

    func cumulative(_ value: Double, of index: Int) -> Double {
        densities[index].cumulative(scale?.score(value) ?? value)
    }

    func expectation(of index: Int) -> Double { scale.map(densities[index].meanValue) ?? densities[index].mean }
}
