import CKernels

extension Attention {
    /// Where the gradients go: queries are overwritten, keys and values of every input of the pass are added to.
    package struct Gradients {
        package var queries: Rows
        package var keys: Rows
        package var values: Rows

        package init(queries: Rows, keys: Rows, values: Rows) {
            self.queries = queries
            self.keys = keys
            self.values = values
        }
    }

    /// Gradients of queries, keys and values from the gradient of the output, both `[queries, heads * headDimension]`.
    ///
    /// Probabilities are computed again from the stored log sums, block by block (as Dao et al., arXiv 2205.14135):
    /// with P the probabilities, dP = dO V^T and D the row sums of dO * O, dS = P * (dP - D). Only for passes without
    /// a cache, so prefix key j is input j. Each thread collects keys' and values' gradients in memory of its own,
    /// and the threads' sums are added up in a fixed order.
    package func backward(
        _ inputs: Inputs, plan: AttentionPlan, output: Rows, outputGradient: Rows,
        logSums: UnsafeMutablePointer<Float>, into gradients: Gradients, workspace: Workspace
    ) {
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let width = kvHeads * headDimension
        let inputCount = gradients.keys.count
        let instructions = instructions.code
        let collected = (0..<threads.count).map { _ in workspace.take(2 * inputCount * width) }
        threads.each { thread, _ in collected[thread].update(repeating: 0, count: 2 * inputCount * width) }
        withWork(inputs, plan: plan, output: output.pointer, logSums: logSums) { work in
            let scratch = scratch(workspace)
            threads.distribute(Int(hone_attention_items(work))) { worker, item in
                var target = hone_attention_gradients(
                    output_gradient: outputGradient.pointer, queries: gradients.queries.pointer,
                    queries_stride: Int64(gradients.queries.stride), keys: collected[worker],
                    values: collected[worker] + inputCount * width)
                hone_attention_backward(instructions, work, &target, Int64(item), scratch[worker])
            }
        }
        threads.split(inputCount) { range in
            for index in range {
                for part in collected {
                    VectorMath.add(1, part + index &* width, to: gradients.keys[index], width)
                    VectorMath.add(1, part + (inputCount &+ index) &* width, to: gradients.values[index], width)
                }
            }
        }
    }
}
