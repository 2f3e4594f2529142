/// A method's forecasts on a task after so many trials that were told: a line of the output.
package struct PredictionRun: Sendable, Hashable, Codable {
    package var method: String
    package var task: String
    package var family: String
    package var dataset: String
    package var seed: Int
    /// Trials that were told.
    package var told: Int
    /// Rows that were predicted.
    package var rows: Int
    package var score: ForecastScore
    package var adapter: String?
    package var database: String?
}
