import HoneKernels
import HoneNumerics

/// One pass through the network on the calling thread; each operation also notes how its gradient goes back, unless the pass
/// is for scoring alone.
///
/// Owned by one thread. All memory is the workspace's, which the owner releases afterwards.
final class ReaderPass {
    let weights: PackedWeights
    let workspace: Workspace
    /// Where gradients of the (folded) weights are added, `[layout.count]`; nil for scoring.
    let gradients: UnsafeMutablePointer<Float>?
    /// Share of units dropped, and the numbers that decide.
    private let dropout: Double
    private var noise: SeededGenerator
    private var steps: [() -> Void] = []

    var layout: ReaderLayout { weights.layout }
    var shape: ReaderShape { weights.layout.shape }
    private var isTraining: Bool { gradients != nil }
    /// Whether `drop` does anything.
    var isDropping: Bool { isTraining && dropout > 0 }

    init(scoring weights: PackedWeights, workspace: Workspace) {
        self.weights = weights
        self.workspace = workspace
        gradients = nil
        dropout = 0
        noise = SeededGenerator(seed: 0)
    }

    init(
        training weights: PackedWeights, gradients: UnsafeMutablePointer<Float>, dropout: Double,
        noise: SeededGenerator, workspace: Workspace
    ) {
        self.weights = weights
        self.workspace = workspace
        self.gradients = gradients
        self.dropout = dropout
        self.noise = noise
    }

    /// Notes what brings gradients back through an operation.
    func onTheWayBack(_ step: @escaping () -> Void) {
        if isTraining { steps.append(step) }
    }

    /// Brings the gradients that the last operations were given back to all weights.
    func goBack() {
        for step in steps.reversed() { step() }
        steps = []
    }

    func activation(_ rows: Int, _ width: Int) -> Activation { Activation(workspace.rows(rows, width)) }

    /// Numbers from outside, for which no gradient is wanted.
    func input(_ numbers: [Float], width: Int) -> Activation {
        let result = activation(width == 0 ? 0 : numbers.count / width, width)
        numbers.withRows(width: max(width, 1)) { result.value.copy($0) }
        return result
    }

    // MARK: operations

    /// x Wᵀ + b; added to a residual stream if there is one. The input of a layer with a norm is normalised already.
    @discardableResult
    func linear(
        _ layer: ReaderLayer, _ x: Activation, addingTo stream: Activation? = nil, isInput: Bool = false
    ) -> Activation {
        let y = stream ?? activation(x.value.count, layer.outputs)
        weights.multiply(layer, x.value, into: y.value, adding: stream != nil)
        onTheWayBack { [self] in
            guard let slope = y.gradient, let gradients, slope.count > 0 else { return }
            BLAS.multiply(
                transposeA: true, m: layer.outputs, n: layer.inputs, k: slope.count, slope.pointer,
                strideA: slope.stride, x.value.pointer, strideB: x.value.stride, beta: 1, gradients + layer.weight,
                strideC: layer.inputs)
            if let bias = layer.bias {
                for row in 0..<slope.count { VectorMath.add(1, slope[row], to: gradients + bias, layer.outputs) }
            }
            guard !isInput else { return }
            let (rows, isAdding) = x.gradientForWriting(workspace)
            weights.multiplyTransposed(layer, slope, into: rows, adding: isAdding)
        }
        return y
    }

    /// Layer norm of every row, of x plus a row of an addend where there is one.
    func normalise(_ x: Activation, adding addend: (Activation, rows: [Int32])? = nil) -> Activation {
        let norm = LayerNorm(width: x.value.width)
        let y = activation(x.value.count, x.value.width)
        let inverse = workspace.take(x.value.count)
        if let addend {
            addend.rows.withUnsafeBufferPointer { rows in
                guard let rows = rows.baseAddress else { return }
                norm.forward(x.value, adding: addend.0.value, rows: rows, into: y.value, inverse: inverse)
            }
        } else {
            norm.forward(x.value, into: y.value, inverse: inverse)
        }
        onTheWayBack { [self] in
            guard let slope = y.gradient else { return }
            let target = x.gradientForAdding(workspace)
            guard let addend else {
                norm.backward(slope, output: y.value, inverse: inverse, addingTo: target)
                return
            }
            let sum = workspace.rows(slope.count, slope.width)
            sum.clear()
            norm.backward(slope, output: y.value, inverse: inverse, addingTo: sum)
            let pooled = addend.0.gradientForAdding(workspace)
            for row in 0..<sum.count {
                VectorMath.add(1, sum[row], to: target[row], sum.width)
                VectorMath.add(1, sum[row], to: pooled[Int(addend.rows[row])], sum.width)
            }
        }
        return y
    }

    func gelu(_ x: Activation) -> Activation {
        let y = activation(x.value.count, x.value.width)
        GaussianErrorLinearUnit.forward(x.value, into: y.value)
        onTheWayBack {
            guard let slope = y.gradient else { return }
            GaussianErrorLinearUnit.backward(input: x.value, gradient: slope)
            x.adopt(slope)
        }
        return y
    }

    /// Sets units to zero at random and scales up the others, in place; nothing when scoring.
    func drop(_ x: Activation) {
        guard isDropping else { return }
        let count = x.value.count * x.value.width
        let mask = workspace.take(count)
        let kept = Float(1 / (1 - dropout))
        let bound = UInt32(dropout * 65536)
        var place = 0
        while place < count {
            // Four units a draw: sixteen bits decide well enough.
            var bits = noise.next()
            for _ in 0..<min(4, count - place) {
                mask[place] = UInt32(bits & 0xffff) < bound ? 0 : kept
                bits >>= 16
                place += 1
            }
        }
        for i in 0..<count { x.value.pointer[i] *= mask[i] }
        onTheWayBack {
            guard let slope = x.gradient else { return }
            for i in 0..<count { slope.pointer[i] *= mask[i] }
        }
    }

    /// target[targetRows[i]] += source[sourceRows[i]], in place; without a list, row i. A source row below 0 adds nothing.
    func addRows(
        _ source: Activation, _ sourceRows: [Int32]? = nil, to target: Activation, _ targetRows: [Int32]? = nil
    ) {
        let count = sourceRows?.count ?? targetRows?.count ?? source.value.count
        let width = target.value.width
        func walk(_ body: (_ source: Int, _ target: Int) -> Void) {
            for i in 0..<count {
                let from = sourceRows.map { Int($0[i]) } ?? i
                if from >= 0 { body(from, targetRows.map { Int($0[i]) } ?? i) }
            }
        }
        walk { VectorMath.add(1, source.value[$0], to: target.value[$1], width) }
        onTheWayBack { [self] in
            guard let slope = target.gradient else { return }
            let sink = source.gradientForAdding(workspace)
            walk { VectorMath.add(1, slope[$1], to: sink[$0], width) }
        }
    }
}
