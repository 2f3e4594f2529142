import HoneKernels

/// Attention over trials: each sees its study's trials with results; a candidate sees itself as well.
extension ReaderPass {
    private var attention: Attention {
        Attention(
            heads: shape.heads, kvHeads: shape.heads, headDimension: shape.width / shape.heads,
            threads: ComputeThreads(1))
    }

    /// `[rows, width]` from queries, keys and values side by side.
    func attend(_ qkv: Activation, _ studies: [StudyRows]) -> Activation {
        let d = shape.width
        let output = activation(qkv.value.count, d)
        let logSums = studies.map { workspace.take(shape.heads * $0.all.count) }
        for (index, study) in studies.enumerated() {
            attention.forward(
                inputs(qkv.value[study.all]), plan: plan(study), into: output.value[study.all],
                logSums: logSums[index], workspace: workspace)
        }
        onTheWayBack { [self] in
            guard let slope = output.gradient else { return }
            let target = qkv.gradientForAdding(workspace)
            for (index, study) in studies.enumerated() {
                let rows = target[study.all]
                attention.backward(
                    inputs(qkv.value[study.all]), plan: plan(study), output: output.value[study.all],
                    outputGradient: slope[study.all], logSums: logSums[index],
                    into: Attention.Gradients(
                        queries: rows.columns(0..<d), keys: rows.columns(d..<(2 * d)),
                        values: rows.columns((2 * d)..<(3 * d))),
                    workspace: workspace)
            }
        }
        return output
    }

    /// The same for candidates alone, whose study's keys and values `[context, 2 * width]` are there already.
    func attend(_ qkv: Activation, context: Rows) -> Activation {
        let d = shape.width
        let output = activation(qkv.value.count, d)
        var inputs = inputs(qkv.value)
        inputs.prefixKeys = context.columns(0..<d)
        inputs.prefixValues = context.columns(d..<(2 * d))
        var plan = AttentionPlan()
        for row in 0..<qkv.value.count { plan.append(prefix: context.count, start: Int32(row), count: 1) }
        attention.forward(inputs, plan: plan, into: output.value, workspace: workspace)
        return output
    }

    private func inputs(_ rows: Rows) -> Attention.Inputs {
        let d = shape.width
        let keys = rows.columns(d..<(2 * d))
        let values = rows.columns((2 * d)..<(3 * d))
        return Attention.Inputs(
            queries: rows.columns(0..<d), prefixKeys: keys, prefixValues: values, ownKeys: keys, ownValues: values)
    }

    private func plan(_ study: StudyRows) -> AttentionPlan {
        var plan = AttentionPlan()
        for _ in 0..<study.context { plan.append(prefix: study.context, start: 0, count: 0) }
        for row in 0..<study.candidates {
            plan.append(prefix: study.context, start: Int32(study.context + row), count: 1)
        }
        return plan
    }
}
