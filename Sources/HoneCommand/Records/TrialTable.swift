import Hone
import HoneCore

/// A study's trials as a table of texts: one row a trial, one column a fact.
struct TrialTable {
    private let rows: [[String]]

    init(_ study: StudyDescription, _ trials: [Trial]) {
        // Trials of earlier versions may have had other parameters.
        let known = study.space.parameters.map(\.name)
        let parameters = known + Set(trials.flatMap(\.configuration.values.keys)).subtracting(known).sorted()
        let metrics = Set(trials.flatMap(\.metrics.keys)).subtracting(study.objectives.map(\.metric)).sorted()
        var titles = Titles()
        titles.add(["trial", "state"], as: "hone.")
        titles.add(study.objectives.map(\.metric), as: "objective.")
        titles.add(parameters, as: "param.")
        titles.add(
            ["origin", "predicted", "predicted_low", "predicted_high", "seconds", "failure"], as: "hone.")
        titles.add(metrics, as: "metric.")
        var rows = [titles.texts]
        for trial in trials {
            var row = [String(trial.number), trial.state.rawValue]
            row += study.objectives.indices.map { $0 < trial.values.count ? trial.values[$0].description : "" }
            row += parameters.map { trial.configuration[$0]?.description ?? "" }
            row.append(trial.suggestion?.origin ?? "")
            let prediction = trial.suggestion?.prediction
            row += [prediction?.mean, prediction?.low, prediction?.high, trial.seconds].map { $0?.description ?? "" }
            row.append(trial.failure.map { "\($0.reason.rawValue): \($0.message)" } ?? "")
            row += metrics.map { trial.metrics[$0]?.description ?? "" }
            rows.append(row)
        }
        self.rows = rows
    }

    /// Lines of CSV.
    var csv: [String] { rows.map(CSVCell.line) }

    /// The columns' names; no two are the same.
    private struct Titles {
        private(set) var texts: [String] = []

        /// - Parameter prefix: what a name that is taken gets before it: a parameter may be called `seconds`.
        mutating func add(_ names: [String], as prefix: String) {
            for name in names {
                var title = name
                while texts.contains(title) { title = prefix + title }
                texts.append(title)
            }
        }
    }
}
