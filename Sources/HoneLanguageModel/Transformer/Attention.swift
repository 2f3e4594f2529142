import CKernels

/// Grouped-query attention over a shared prefix and each query's own few keys.
///
/// The kernel takes 32 queries at a time (all heads that share a key head counted) against blocks of keys; scores
/// exist for one block on each thread, never for all pairs of inputs.
/// Layouts: queries `[queries, heads, headDimension]`, keys and values `[keys, kvHeads, headDimension]`, each with its
/// own distance between rows, since they are columns of fused projections or rows of a cache.
struct Attention {
    /// A strided matrix of keys or values and the like.
    struct Columns {
        let pointer: UnsafeMutablePointer<Float>
        let stride: Int
        init(_ pointer: UnsafeMutablePointer<Float>, stride: Int) {
            self.pointer = pointer
            self.stride = stride
        }
    }

    let shape: TransformerShape
    let threads: ComputeThreads
    var instructions = InstructionSet.best
    var scale: Float { 1 / Float(shape.headDimension).squareRoot() }

    struct Inputs {
        var queries: Columns
        var prefixKeys: Columns
        var prefixValues: Columns
        var ownKeys: Columns
        var ownValues: Columns
    }

    /// Writes `[queries, heads * headDimension]` (contiguous) and, for the backward pass, each score row's log of the
    /// sum of exponentials, `[heads, queries]`.
    func forward(
        _ inputs: Inputs, plan: AttentionPlan, into output: UnsafeMutablePointer<Float>,
        logSums: UnsafeMutablePointer<Float>? = nil, workspace: Workspace
    ) {
        guard plan.queries > 0 else { return }
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let instructions = instructions.code
        withWork(inputs, plan: plan, output: output, logSums: logSums) { work in
            let scratch = scratch(workspace)
            threads.distribute(Int(hone_attention_items(work))) { worker, item in
                hone_attention_forward(instructions, work, Int64(item), scratch[worker])
            }
        }
    }

    /// Describes the work to the kernel.
    func withWork(
        _ inputs: Inputs, plan: AttentionPlan, output: UnsafeMutablePointer<Float>,
        logSums: UnsafeMutablePointer<Float>?, _ body: (UnsafePointer<hone_attention>) -> Void
    ) {
        plan.prefixLimits.withUnsafeBufferPointer { limits in
            plan.ownStarts.withUnsafeBufferPointer { starts in
                plan.ownCounts.withUnsafeBufferPointer { counts in
                    var work = hone_attention(
                        queries: Int64(plan.queries), heads: Int64(shape.heads), kv_heads: Int64(shape.kvHeads),
                        width: Int64(shape.headDimension), scale: scale, query: inputs.queries.pointer,
                        query_stride: Int64(inputs.queries.stride), prefix_keys: inputs.prefixKeys.pointer,
                        prefix_values: inputs.prefixValues.pointer,
                        prefix_keys_stride: Int64(inputs.prefixKeys.stride),
                        prefix_values_stride: Int64(inputs.prefixValues.stride), own_keys: inputs.ownKeys.pointer,
                        own_values: inputs.ownValues.pointer, own_keys_stride: Int64(inputs.ownKeys.stride),
                        own_values_stride: Int64(inputs.ownValues.stride), limits: limits.baseAddress,
                        own_starts: starts.baseAddress, own_counts: counts.baseAddress, output: output,
                        output_stride: Int64(shape.queryWidth), log_sums: logSums)
                    withUnsafePointer(to: &work) { body($0) }
                }
            }
        }
    }

    /// One block of scratch memory for each worker.
    func scratch(_ workspace: Workspace) -> [UnsafeMutablePointer<Float>] {
        let count = Self.scratchCount(headDimension: shape.headDimension)
        return (0..<threads.count).map { _ in workspace.take(count) }
    }

    /// Floats of scratch memory that each worker needs, whatever the number of inputs.
    static func scratchCount(headDimension: Int) -> Int {
        var work = hone_attention()
        work.width = Int64(headDimension)
        return Int(hone_attention_scratch(&work))
    }
}
