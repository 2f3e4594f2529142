/// p values for many comparisons at once.
package enum Holm {
    /// Holm's step-down adjustment (Holm, "A simple sequentially rejective multiple test procedure", 1979): the k-th smallest of
    /// m counts m + 1 - k times, no less than those before it, at most 1. Rejecting what is below a level keeps the probability of any
    /// false rejection below it, however the comparisons hang together.
    package static func adjusted(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var result = values
        var largest = 0.0
        for (place, index) in order.enumerated() {
            largest = max(largest, min(1, values[index] * Double(values.count - place)))
            result[index] = largest
        }
        return result
    }
}
