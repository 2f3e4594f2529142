/// What each query of a pass may see: the first `prefixLimits[i]` keys of the shared prefix, and `ownCounts[i]` keys
/// of the pass itself from `ownStarts[i]` on. Queries are a subset of the pass's inputs, in order.
///
/// For rows one after another, own keys are the pass's inputs themselves. For a tree of rows they are its paths
/// (`CandidateTree.pathNodes`), copied out so that every node finds its ancestors side by side.
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
                append(prefix: cached + index + 1, start: 0, count: 0)
            } else if let tree = sequence.tree {
                append(prefix: cached, start: tree.pathStarts[index], count: tree.depths[index] + 1)
            } else {
                while row + 1 < starts.count, starts[row + 1] <= index { row += 1 }
                append(
                    prefix: cached + sequence.headerCount, start: Int32(starts[row]),
                    count: Int32(index - starts[row] + 1))
            }
        }
    }

    private mutating func append(prefix: Int, start: Int32, count: Int32) {
        prefixLimits.append(Int32(prefix))
        ownStarts.append(start)
        ownCounts.append(count)
        longestOwn = max(longestOwn, Int(count))
    }
}
