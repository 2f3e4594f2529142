import HoneNumerics

/// One group's low-rank products at one block: y += scale * (x A^T) B^T and the gradients of it. `parameters` and
/// `gradients` point at the block's part of the flat layout.
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

    /// Adds to the gradients of A and B, and to `dx` `[rows, input]`.
    func backward(
        _ dy: UnsafePointer<Float>, stride: Int, x: UnsafePointer<Float>, reduced: UnsafePointer<Float>, rows: Int,
        addingTo dx: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>, workspace: Workspace
    ) {
        guard width > 0 else { return }
        let mark = workspace.mark
        defer { workspace.release(to: mark) }
        let dReduced = workspace.take(rows * width)
        for (index, module) in group.modules.enumerated() {
            BLAS.multiply(
                m: rows, n: rank, k: module.out, alpha: scale, dy + module.column, strideA: stride,
                parameters + module.offsetB, strideB: rank, dReduced + index * rank, strideC: width)
            BLAS.multiply(
                transposeA: true, m: module.out, n: rank, k: rows, alpha: scale, dy + module.column, strideA: stride,
                reduced + index * rank, strideB: width, beta: 1, gradients + module.offsetB, strideC: rank)
        }
        BLAS.multiply(
            transposeA: true, m: width, n: group.input, k: rows, dReduced, strideA: width, x, strideB: group.input,
            beta: 1, gradients + group.offsetA, strideC: group.input)
        BLAS.multiply(
            m: rows, n: group.input, k: width, dReduced, strideA: width, matrixA, strideB: group.input, beta: 1, dx,
            strideC: group.input)
    }
}
