/// What resampling needs of a sample: for each cluster how many tasks it has, and its sums over them, slot by slot.
///
/// A slot that a task lacks counts with the task's mean, so that it adds nothing to what differs between slots.
struct ClusterTotals {
    /// `[clusters]`.
    let counts: [Double]
    /// `[clusters * slots]`, sums over the cluster's tasks.
    let sums: [Double]
    let clusterCount: Int
    let slotCount: Int

    init(_ sample: ClusteredSample) {
        let slots = max(1, sample.slotCount)
        counts = sample.clusters.map { Double($0.count) }
        sums = sample.clusters.flatMap { tasks in
            var sum = [Double](repeating: 0, count: slots)
            for task in tasks {
                let mean = ClusteredSample.mean(task)
                for slot in 0..<slots { sum[slot] += (slot < task.count ? task[slot] : nil) ?? mean }
            }
            return sum
        }
        clusterCount = sample.clusters.count
        slotCount = slots
    }

    /// Mean over tasks and its standard error, of some of the clusters and slots, with repetition.
    ///
    /// Clusters are independent: the variance of a ratio of sums over them (Cochran, "Sampling Techniques", 1977, equation
    /// 11.4), times G / (G - 1). With `crossesSlots` a slot's effect is shared by all tasks (one adapter, one draw), and its variance joins: of the
    /// slots' means what the tasks' own noise does not explain, at least 0, over the number of slots.
    func estimate(clusters: [Int], slots: [Int], crossesSlots: Bool) -> (mean: Double, standardError: Double) {
        let width = Double(slots.count)
        var tasks = 0.0
        var bySlot = [Double](repeating: 0, count: slots.count)
        for cluster in clusters {
            tasks += counts[cluster]
            for (place, slot) in slots.enumerated() { bySlot[place] += sums[cluster * slotCount + slot] }
        }
        for place in bySlot.indices { bySlot[place] /= tasks }
        let mean = bySlot.reduce(0, +) / width
        var between = 0.0
        var interaction = 0.0
        for cluster in clusters {
            var own = 0.0
            for slot in slots { own += sums[cluster * slotCount + slot] }
            own /= width
            let residual = own - counts[cluster] * mean
            between += residual * residual
            guard crossesSlots else { continue }
            for (place, slot) in slots.enumerated() {
                let rest = sums[cluster * slotCount + slot] - own - counts[cluster] * (bySlot[place] - mean)
                interaction += rest * rest
            }
        }
        let count = Double(clusters.count)
        let correction = count / (count - 1) / (tasks * tasks)
        var variance = between * correction
        if crossesSlots, slots.count > 1 {
            let spread = bySlot.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (width - 1)
            variance += max(0, spread - interaction * correction / (width - 1)) / width
        }
        return (mean, variance.squareRoot())
    }
}
