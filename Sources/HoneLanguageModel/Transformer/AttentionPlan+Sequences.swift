import HoneKernels

extension AttentionPlan {
    /// What the inputs of joined sequences may see of each other and of what a cache holds before them.
    ///
    /// For rows one after another, own keys are the pass's inputs themselves. For a tree of rows they are its paths
    /// (`CandidateTree.pathNodes`), copied out so that every node finds its ancestors side by side.
    ///
    /// - Parameters:
    ///   - cached: prefix keys that the cache holds.
    ///   - selection: the inputs that act as queries, ascending; all if nil.
    init(_ sequence: JoinedSequences, cached: Int, selection: [Int]? = nil) {
        self.init()
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
}
