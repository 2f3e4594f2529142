/// One run of a method on a task: a line of the benchmark's output.
package struct BenchmarkRun: Sendable, Hashable, Codable {
    package var method: String
    package var task: String
    package var seed: Int
    /// Row numbers in the order of evaluation.
    package var order: [Int]
    /// The objective of each.
    package var values: [Double]
    /// What each suggestion took; the evaluation itself is a look into the table.
    package var seconds: [Double]
    /// What each evaluation was expected to give: the quantiles of `BenchmarkRun.quantiles`; empty where nothing was said.
    package var expected: [[Double]]?
    /// SHA-256 of the adapter's weights and content hash of the database, for methods that read them.
    package var adapter: String?
    package var database: String?
    /// What the run says of itself: that the method had nothing to read and went on without, what `auto` chose.
    package var note: String?

    package init(
        method: String, task: String, seed: Int, order: [Int] = [], values: [Double] = [], seconds: [Double] = [],
        adapter: String? = nil, database: String? = nil
    ) {
        self.method = method
        self.task = task
        self.seed = seed
        self.order = order
        self.values = values
        self.seconds = seconds
        self.adapter = adapter
        self.database = database
    }

    /// The probabilities of what is expected: the ends of the central intervals of 95, 80 and 50 %.
    package static let quantiles = [0.025, 0.1, 0.25, 0.75, 0.9, 0.975]

    /// What a run is one of.
    package struct Key: Sendable, Hashable {
        package var method: String
        package var task: String
        package var seed: Int

        package init(method: String, task: String, seed: Int) {
            self.method = method
            self.task = task
            self.seed = seed
        }
    }

    package var key: Key { Key(method: method, task: task, seed: seed) }
}
