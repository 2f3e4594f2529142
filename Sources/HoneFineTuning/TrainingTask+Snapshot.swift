import HoneCore
import HoneModelSearch
import HoneSearch

extension TrainingTask {
    /// A task with fewer labelled trials than this says nothing about ranks.
    package static let fewestTrials = 2

    /// The task as training data, or nil if it has too few trials that say something.
    ///
    /// Trials whose configuration does not fit the task's own space are left out: a database from outside may hold a few.
    package init?(_ entry: PastTrialsSnapshot.Entry, tokenizer: RowTokenizer) {
        let header = HeaderText(entry.task)
        var rows: [[RowSymbol]] = []
        var quantiles: [Double] = []
        for (trial, quantile) in TargetQuantiles.labelled(entry.trials, objective: entry.task.objective) {
            guard let row = try? header.encoding.row(trial.configuration) else { continue }
            rows.append(row)
            quantiles.append(quantile)
        }
        guard rows.count >= Self.fewestTrials else { return nil }
        id = entry.task.id
        family = entry.task.family
        headers = header.program.variants.indices.map { variant in
            Headers(
                withFacts: tokenizer.header(header.text(variant: variant)),
                withoutFacts: tokenizer.header(header.text(withFacts: false, variant: variant)))
        }
        self.rows = rows
        self.quantiles = quantiles
    }
}
