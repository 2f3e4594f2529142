import HoneCore
import HoneNumerics
import HoneSearch

/// Trials of a task that are told, and rows that are asked for.
struct PredictionExam: Sendable {
    let told: Int
    private let study: StudyDescription
    private let history: TrialHistory
    private let configurations: [Configuration]
    /// Of the rows that are asked for, minimised.
    private let results: [Double]
    /// Of the same rows, the share of all of the task's that are better.
    private let places: [Double]

    var rowCount: Int { results.count }

    /// - Returns: nil where too few rows are left.
    init?(_ task: BenchmarkTask, told: Int, seed: Int, usesDefault: Bool) {
        self.told = told
        var study = task.study
        study.seed = BenchmarkRunner.studySeed(task: task.name, seed: seed)
        self.study = study
        var generator = SeededGenerator(seed: study.seed).fork("exam")
        let candidates = task.candidates.candidates
        var order = task.candidates.distinctRows
        for place in order.indices.dropLast() {
            order.swapAt(place, place + Int(generator.uniform() * Double(order.count - place)))
        }
        if usesDefault, let first = study.space.statedDefault, let row = task.row(of: first, notIn: []),
            let place = order.firstIndex(of: row)
        {
            order.remove(at: place)
            order.insert(row, at: 0)
        }
        let asked = order.dropFirst(told).suffix(PredictionRunner.mostRows)
        guard order.count >= told, asked.count >= PredictionRunner.fewestRows else { return nil }
        var history = TrialHistory()
        for (number, row) in order.prefix(told).enumerated() {
            history.trials.append(
                Trial(
                    number: number, state: .complete, configuration: candidates[row].configuration,
                    suggestion: SuggestionRecord(origin: "exam"), values: [task.values[row]]))
        }
        history.revision = told
        self.history = history
        configurations = asked.map { candidates[$0].configuration }
        let objective = study.objective
        results = asked.map { objective.minimized(task.values[$0]) }
        let all = TargetQuantiles.quantiles(task.values.map(objective.minimized))
        places = asked.map { all[$0] }
    }

    /// - Returns: nil where the trials that were told give no scale, since all are the same.
    func score(_ predictor: any OutcomePredictor) async throws -> ForecastScore? {
        let objective = study.objective
        let known = history.trials.compactMap { $0.value.map(objective.minimized) }
        let edges = ForecastScore.resultEdges(known)
        guard known.isEmpty || edges != nil else { return nil }
        let forecast = try await predictor.forecast(
            of: configurations, for: study, given: history, seed: study.seed)
        if case .results(let forecast) = forecast, let edges {
            return ForecastScore(bounded(forecast, known), outcomes: results, edges: edges)
        }
        return score(places(forecast))
    }

    /// Any forecast as one of places.
    private func places(_ forecast: Forecast) -> any OutcomeForecast {
        switch forecast {
        case .results(let forecast), .relativeResults(let forecast): PlacesForecast(forecast)
        case .places(let forecast): forecast
        case .mixture(let parts): MixedPlaces(parts.map { ($0.weight, places($0.forecast)) }, count: results.count)
        case .nothing: UniformForecast(count: results.count)
        }
    }

    /// Only without trials: with some, all methods are scored by results.
    private func score(_ places: any OutcomeForecast) -> ForecastScore? {
        guard history.trials.isEmpty else { return nil }
        return ForecastScore(places, outcomes: self.places, edges: ForecastScore.placeEdges)
    }

    private func bounded(_ forecast: any OutcomeForecast, _ known: [Double]) -> any OutcomeForecast {
        let objective = study.objective
        let bounds = MetricBounds(objective, values: known.map(objective.minimized))
        let ends = [objective.minimized(bounds.low), objective.minimized(bounds.high)].sorted()
        return BoundedForecast(forecast: forecast, low: ends[0], high: ends[1])
    }
}
