import CKernels

/// One group's low-rank products at one block: y += scale * (x A^T) B^T and the gradients of it. `parameters` points at
/// the block's part of the flat layout. Products run on the calling thread unless threads are given.
struct LowRankUpdate {
    let group: TrainableLayout.Group
    let rank: Int
    let scale: Float
    let parameters: UnsafeMutablePointer<Float>

    var width: Int { group.modules.count * rank }
    private var matrixA: UnsafeMutablePointer<Float> { parameters + group.offsetA }

    /// `x` `[rows, input]`; `reduced` `[rows, width]` is kept for the backward pass; `y` has its own stride.
    func forward(
        _ x: UnsafePointer<Float>, rows: Int, reduced: UnsafeMutablePointer<Float>, y: UnsafeMutablePointer<Float>,
        stride: Int
    ) {
        guard width > 0 else { return }
        Self.multiply(
            rows, width, group.input, 1, x, (group.input, 1), matrixA, (1, group.input), into: reduced, stride: width)
        for (index, module) in group.modules.enumerated() {
            Self.multiply(
                rows, module.out, rank, scale, reduced + index * rank, (width, 1), parameters + module.offsetB,
                (1, rank), into: y + module.column, stride: stride, adding: true)
        }
    }

    /// Adds to `dx` `[rows, input]`; leaves the gradient of `reduced` in `dReduced` `[rows, width]`.
    func inputGradient(
        _ dy: UnsafePointer<Float>, stride: Int, rows: Int, dReduced: UnsafeMutablePointer<Float>,
        addingTo dx: UnsafeMutablePointer<Float>
    ) {
        guard width > 0 else { return }
        for (index, module) in group.modules.enumerated() {
            Self.multiply(
                rows, rank, module.out, scale, dy + module.column, (stride, 1), parameters + module.offsetB,
                (rank, 1), into: dReduced + index * rank, stride: width)
        }
        Self.multiply(
            rows, group.input, width, 1, dReduced, (width, 1), matrixA, (group.input, 1), into: dx,
            stride: group.input, adding: true)
    }

    /// Adds to the gradients of A and B, sums over all rows; each thread owns some rows of B and columns of A.
    func parameterGradients(
        _ dy: UnsafePointer<Float>, stride: Int, x: UnsafePointer<Float>, reduced: UnsafePointer<Float>,
        dReduced: UnsafePointer<Float>, rows: Int, addingTo gradients: UnsafeMutablePointer<Float>,
        threads: ComputeThreads
    ) {
        guard width > 0 else { return }
        threads.each { thread, count in
            for (index, module) in group.modules.enumerated() {
                let out = ComputeThreads.piece(thread, of: count, total: module.out)
                guard !out.isEmpty else { continue }
                Self.multiply(
                    out.count, rank, rows, scale, dy + module.column + out.lowerBound, (1, stride),
                    reduced + index * rank, (width, 1),
                    into: gradients + module.offsetB + out.lowerBound * rank, stride: rank, adding: true)
            }
            let input = ComputeThreads.piece(thread, of: count, total: group.input)
            guard !input.isEmpty else { return }
            Self.multiply(
                width, input.count, rows, 1, dReduced, (1, width), x + input.lowerBound, (group.input, 1),
                into: gradients + group.offsetA + input.lowerBound, stride: group.input, adding: true)
        }
    }

    /// C `[m, n]` = alpha * A B (+ C); the distances between rows and between columns go with A and B.
    @inline(__always)
    private static func multiply(
        _ m: Int, _ n: Int, _ k: Int, _ alpha: Float, _ a: UnsafePointer<Float>, _ stridesA: (row: Int, column: Int),
        _ b: UnsafePointer<Float>, _ stridesB: (row: Int, column: Int), into c: UnsafeMutablePointer<Float>,
        stride: Int, adding: Bool = false
    ) {
        hone_multiply(
            InstructionSet.best.code, Int64(m), Int64(n), Int64(k), alpha, a, Int64(stridesA.row),
            Int64(stridesA.column), b, Int64(stridesB.row), Int64(stridesB.column), c, Int64(stride), adding ? 1 : 0)
    }
}
