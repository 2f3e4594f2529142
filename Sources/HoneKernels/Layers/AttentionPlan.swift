/// What each query of a pass may see: so many of the first keys of a shared prefix, and some keys of the pass itself,
/// side by side. Queries are a subset of the pass's inputs, in order.
package struct AttentionPlan {
    private var prefixLimits: [Int32] = []
    private var ownStarts: [Int32] = []
    private var ownCounts: [Int32] = []

    /// No queries yet.
    package init() {}

    package var queries: Int { prefixLimits.count }

    /// One more query, which sees the first `prefix` keys of the prefix and `count` keys of the pass from `start` on.
    package mutating func append(prefix: Int, start: Int32, count: Int32) {
        prefixLimits.append(Int32(prefix))
        ownStarts.append(start)
        ownCounts.append(count)
    }

    /// The three columns as the kernels read them.
    func withTables(_ body: (UnsafePointer<Int32>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Void) {
        prefixLimits.withUnsafeBufferPointer { limits in
            ownStarts.withUnsafeBufferPointer { starts in
                ownCounts.withUnsafeBufferPointer { counts in
                    body(limits.baseAddress, starts.baseAddress, counts.baseAddress)
                }
            }
        }
    }
}
