import CKernels

/// Grouped-query attention over a shared prefix and each query's own few keys.
///
/// The kernel takes 32 queries at a time (all heads that share a key head counted) against blocks of keys; scores
/// exist for one block on each thread, never for all pairs of inputs.
/// Layouts: queries `[queries, heads * headDimension]`, keys and values `[keys, kvHeads * headDimension]`, each a view,
/// since they are columns of fused projections or rows of a cache.
package struct Attention {
    package let heads: Int
    package let kvHeads: Int
    package let headDimension: Int
    package let threads: ComputeThreads
    package var instructions = InstructionSet.best
    package var scale: Float { 1 / Float(headDimension).squareRoot() }
    private var queryWidth: Int { heads * headDimension }

    package init(heads: Int, kvHeads: Int, headDimension: Int, threads: ComputeThreads) {
        self.heads = heads
        self.kvHeads = kvHeads
        self.headDimension = headDimension
        self.threads = threads
    }

    package struct Inputs {
        package var queries: Rows
        package var prefixKeys: Rows
        package var prefixValues: Rows
        package var ownKeys: Rows
        package var ownValues: Rows

        package init(queries: Rows, prefixKeys: Rows, prefixValues: Rows, ownKeys: Rows, ownValues: Rows) {
            self.queries = queries
            self.prefixKeys = prefixKeys
            self.prefixValues = prefixValues
            self.ownKeys = ownKeys
            self.ownValues = ownValues
        }
    }

    /// Writes `[queries, heads * headDimension]` (contiguous) and, for the backward pass, each score row's log of the
    /// sum of exponentials, `[heads, queries]`.
    package func forward(
        _ inputs: Inputs, plan: AttentionPlan, into output: Rows, logSums: UnsafeMutablePointer<Float>? = nil,
        workspace: Workspace
    ) {
        guard plan.queries > 0 else { return }
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let instructions = instructions.code
        withWork(inputs, plan: plan, output: output.pointer, logSums: logSums) { work in
            let scratch = scratch(workspace)
            threads.distribute(Int(hone_attention_items(work))) { worker, item in
                hone_attention_forward(instructions, work, Int64(item), scratch[worker])
            }
        }
    }

    /// One head of one query, `[headDimension]`, over the first `count` of keys and values whose rows are a cache's, on
    /// the calling thread; `scratch` holds `scratchOfOne(count)`.
    package func one(
        _ query: UnsafePointer<Float>, head: Int, keys: Rows, values: Rows, count: Int,
        scratch: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>
    ) {
        let column = head / (heads / kvHeads) * headDimension
        hone_attend(
            instructions.code, query, keys.pointer + column, values.pointer + column, Int64(keys.stride),
            Int64(count), Int64(headDimension), scale, scratch, output)
    }

    /// Floats of scratch memory that `one` needs for so many keys.
    package static func scratchOfOne(_ count: Int) -> Int { Int(hone_attend_scratch(Int64(count))) }

    /// Describes the work to the kernel.
    func withWork(
        _ inputs: Inputs, plan: AttentionPlan, output: UnsafeMutablePointer<Float>,
        logSums: UnsafeMutablePointer<Float>?, _ body: (UnsafePointer<hone_attention>) -> Void
    ) {
        plan.withTables { limits, starts, counts in
            var work = hone_attention(
                queries: Int64(plan.queries), heads: Int64(heads), kv_heads: Int64(kvHeads),
                width: Int64(headDimension), scale: scale, query: inputs.queries.pointer,
                query_stride: Int64(inputs.queries.stride), prefix_keys: inputs.prefixKeys.pointer,
                prefix_values: inputs.prefixValues.pointer, prefix_keys_stride: Int64(inputs.prefixKeys.stride),
                prefix_values_stride: Int64(inputs.prefixValues.stride), own_keys: inputs.ownKeys.pointer,
                own_values: inputs.ownValues.pointer, own_keys_stride: Int64(inputs.ownKeys.stride),
                own_values_stride: Int64(inputs.ownValues.stride), limits: limits, own_starts: starts,
                own_counts: counts, output: output, output_stride: Int64(queryWidth), log_sums: logSums)
            withUnsafePointer(to: &work) { body($0) }
        }
    }

    /// One block of scratch memory for each worker.
    func scratch(_ workspace: Workspace) -> [UnsafeMutablePointer<Float>] {
        let count = Self.scratchCount(headDimension: headDimension)
        return (0..<threads.count).map { _ in workspace.take(count) }
    }

    /// Floats of scratch memory that each worker needs, whatever the number of inputs.
    package static func scratchCount(headDimension: Int) -> Int {
        var work = hone_attention()
        work.width = Int64(headDimension)
        return Int(hone_attention_scratch(&work))
    }
}
