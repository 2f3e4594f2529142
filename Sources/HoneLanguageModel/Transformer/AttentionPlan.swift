/// What each query of a pass may see: the first `prefixLimits[i]` keys of the shared prefix, and `ownCounts[i]` keys
/// of the pass itself from `ownStarts[i]` on. Queries are a subset of the pass's inputs, in order.
struct AttentionPlan {
    private(set) var prefixLimits: [Int32] = []
    private(set) var ownStarts: [Int32] = []
    private(set) var ownCounts: [Int32] = []
    /// Longest own part.
    private(set) var longestOwn = 0

    var queries: Int { prefixLimits.count }

    /// - Parameters:
    ///   - sequence: the pass's inputs. - cached: prefix keys that a cache holds before them.
    ///   - selection: the inputs that act as queries, ascending; all if nil.
    init(_ sequence: PackedSequence, cached: Int, selection: [Int]? = nil) {
        var row = 0
        let starts = sequence.rowStarts
        for index in selection ?? Array(0..<sequence.count) {
            if index < sequence.headerCount {
                prefixLimits.append(Int32(cached + index + 1))
                ownStarts.append(0)
                ownCounts.append(0)
            } else {
                while row + 1 < starts.count, starts[row + 1] <= index { row += 1 }
                prefixLimits.append(Int32(cached + sequence.headerCount))
                ownStarts.append(Int32(starts[row]))
                ownCounts.append(Int32(index - starts[row] + 1))
                longestOwn = max(longestOwn, index - starts[row] + 1)
            }
        }
    }
}
