/// A packed sequence and what its rows should be scored as.
package struct TrainingExample: Sendable {
    package let header: [InputRow]
    package let rows: [[InputRow]]
    /// Soft labels, `[rows, bins]`: each row's probabilities over the bins.
    package let labels: [Float]

    package init(header: [InputRow], rows: [[InputRow]], labels: [Float]) {
        self.header = header
        self.rows = rows
        self.labels = labels
    }

    /// Inputs, header included.
    package var tokens: Int { header.count + rows.reduce(0) { $0 + $1.count } }
}
