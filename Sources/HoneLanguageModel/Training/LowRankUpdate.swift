import HoneKernels

/// One group's low-rank products at one block: y += scale * (x A^T) B^T and the gradients of it. `parameters` points at
/// the block's part of the flat layout. Products run on the calling thread unless threads are given.
struct LowRankUpdate {
    let group: TrainableLayout.Group
    let rank: Int
    let scale: Float
    let parameters: UnsafeMutablePointer<Float>

    /// Columns of `reduced`, x A^T.
    var width: Int { group.width(rank: rank) }
    private var matrixA: UnsafeMutablePointer<Float> { parameters + group.offsetA }

    /// `x` `[rows, input]`; `reduced` `[rows, width]` is kept for the backward pass.
    func forward(_ x: Rows, reduced: Rows, addingTo y: Rows) {
        guard width > 0 else { return }
        StridedProduct.multiply(
            x.count, width, group.input, 1, x.pointer, (x.stride, 1), matrixA, (1, group.input),
            into: reduced.pointer, stride: width)
        for (index, module) in group.modules.enumerated() {
            StridedProduct.multiply(
                x.count, module.out, rank, scale, reduced.pointer + index * rank, (width, 1),
                parameters + module.offsetB, (1, rank), into: y.pointer + module.column, stride: y.stride,
                adding: true)
        }
    }

    /// Adds to `dx` `[rows, input]`; leaves the gradient of `reduced` in `dReduced` `[rows, width]`.
    func inputGradient(_ dy: Rows, dReduced: Rows, addingTo dx: Rows) {
        guard width > 0 else { return }
        for (index, module) in group.modules.enumerated() {
            StridedProduct.multiply(
                dy.count, rank, module.out, scale, dy.pointer + module.column, (dy.stride, 1),
                parameters + module.offsetB, (rank, 1), into: dReduced.pointer + index * rank, stride: width)
        }
        StridedProduct.multiply(
            dy.count, group.input, width, 1, dReduced.pointer, (width, 1), matrixA, (group.input, 1),
            into: dx.pointer, stride: dx.stride, adding: true)
    }

    /// Adds to the gradients of A and B, sums over all rows; each thread owns some rows of B and columns of A.
    func parameterGradients(
        _ dy: Rows, x: Rows, reduced: Rows, dReduced: Rows, addingTo gradients: UnsafeMutablePointer<Float>,
        threads: ComputeThreads
    ) {
        guard width > 0 else { return }
        threads.each { thread, count in
            for (index, module) in group.modules.enumerated() {
                let out = ComputeThreads.piece(thread, of: count, total: module.out)
                guard !out.isEmpty else { continue }
                StridedProduct.multiply(
                    out.count, rank, dy.count, scale, dy.pointer + module.column + out.lowerBound, (1, dy.stride),
                    reduced.pointer + index * rank, (width, 1),
                    into: gradients + module.offsetB + out.lowerBound * rank, stride: rank, adding: true)
            }
            let input = ComputeThreads.piece(thread, of: count, total: group.input)
            guard !input.isEmpty else { return }
            StridedProduct.multiply(
                width, input.count, dy.count, 1, dReduced.pointer, (1, width), x.pointer + input.lowerBound,
                (x.stride, 1), into: gradients + group.offsetA + input.lowerBound, stride: group.input, adding: true)
        }
    }
}
