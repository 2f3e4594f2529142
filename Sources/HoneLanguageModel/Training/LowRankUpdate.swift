import HoneNumerics

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
        BLAS.multiply(
            transposeB: true, m: rows, n: width, k: group.input, x, strideA: group.input, matrixA,
            strideB: group.input, reduced, strideC: width)
        for (index, module) in group.modules.enumerated() {
            BLAS.multiply(
                transposeB: true, m: rows, n: module.out, k: rank, alpha: scale, reduced + index * rank,
                strideA: width, parameters + module.offsetB, strideB: rank, beta: 1, y + module.column,
                strideC: stride)
        }
    }

    /// Adds to `dx` `[rows, input]`; leaves the gradient of `reduced` in `dReduced` `[rows, width]`.
    func inputGradient(
        _ dy: UnsafePointer<Float>, stride: Int, rows: Int, dReduced: UnsafeMutablePointer<Float>,
        addingTo dx: UnsafeMutablePointer<Float>
    ) {
        guard width > 0 else { return }
        for (index, module) in group.modules.enumerated() {
            BLAS.multiply(
                m: rows, n: rank, k: module.out, alpha: scale, dy + module.column, strideA: stride,
                parameters + module.offsetB, strideB: rank, dReduced + index * rank, strideC: width)
        }
        BLAS.multiply(
            m: rows, n: group.input, k: width, dReduced, strideA: width, matrixA, strideB: group.input, beta: 1, dx,
            strideC: group.input)
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
                BLAS.multiply(
                    transposeA: true, m: out.count, n: rank, k: rows, alpha: scale,
                    dy + module.column + out.lowerBound, strideA: stride, reduced + index * rank, strideB: width,
                    beta: 1, gradients + module.offsetB + out.lowerBound * rank, strideC: rank)
            }
            let input = ComputeThreads.piece(thread, of: count, total: group.input)
            guard !input.isEmpty else { return }
            BLAS.multiply(
                transposeA: true, m: width, n: input.count, k: rows, dReduced, strideA: width, x + input.lowerBound,
                strideB: group.input, beta: 1, gradients + group.offsetA + input.lowerBound, strideC: group.input)
        }
    }
}
