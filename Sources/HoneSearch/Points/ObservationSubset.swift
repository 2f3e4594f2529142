/// Which of many observations a process is fitted to, so that its cost is bounded however long a study is: the best ones, where
/// it has to be right, and of the others as many as fit, evenly over their ranks. Up to the bound these are all, and beyond it
/// one more observation changes one or two.
package enum ObservationSubset {
    /// The part of the subset that goes to the best.
    private static let bestShare = 0.5

    /// - Parameter values: lower is better.
    /// - Returns: indices in rising order.
    package static func indices(of values: [Double], atMost limit: Int) -> [Int] {
        guard values.count > limit else { return Array(values.indices) }
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        let best = Int(Double(limit) * bestShare)
        let rest = limit - best
        let others = order.count - best
        let spread = (0..<rest).map { order[best + $0 * others / rest] }
        return (order.prefix(best) + spread).sorted()
    }
}
