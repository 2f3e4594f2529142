/// Differences between two methods: by cluster, by task of the cluster, by slot (seed or draw).
///
/// Tasks of one cluster (a dataset, or a family of programs) are alike, so that clusters count as independent and tasks do
/// not. What is estimated is the mean over tasks of each task's mean over its slots.
package struct ClusteredSample: Sendable, Hashable {
    /// `[cluster][task][slot]`, nil where the slot has no pair; each task has at least one number.
    package let clusters: [[[Double?]]]

    /// - Parameter clusters: tasks without any number, and clusters without tasks, are left out.
    package init(_ clusters: [[[Double?]]]) {
        self.clusters = clusters.map { tasks in
            tasks.filter { $0.contains { $0?.isFinite == true } }
        }.filter { !$0.isEmpty }
    }

    /// One number a task.
    package init(means clusters: [[Double]]) { self.init(clusters.map { $0.map { [$0] } }) }

    package var taskCount: Int { clusters.reduce(0) { $0 + $1.count } }
    package var slotCount: Int { clusters.joined().map(\.count).max() ?? 0 }

    /// Each task's mean over its slots, in the clusters' order.
    package var taskMeans: [Double] { clusters.joined().map { Self.mean($0) } }

    /// The mean over tasks; nil without any.
    package var mean: Double? {
        let means = taskMeans
        return means.isEmpty ? nil : means.reduce(0, +) / Double(means.count)
    }

    static func mean(_ slots: [Double?]) -> Double {
        let numbers = slots.compactMap(\.self)
        return numbers.reduce(0, +) / Double(max(1, numbers.count))
    }
}
