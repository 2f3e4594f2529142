import HoneKernels

/// The operations between values and trials.
extension ReaderPass {
    /// t = base[parameter] + v * scale[parameter] for every value token.
    func modulate(_ v: Activation, base: Activation, scale: Activation, parameters: [Int32]) -> Activation {
        let width = v.value.width
        let t = activation(v.value.count, width)
        for (token, parameter) in parameters.enumerated() {
            let (b, s) = (base.value[Int(parameter)], scale.value[Int(parameter)])
            let (x, y) = (v.value[token], t.value[token])
            for i in 0..<width { y[i] = b[i] + x[i] * s[i] }
        }
        onTheWayBack { [self] in
            guard let slope = t.gradient else { return }
            let (rows, isAdding) = v.gradientForWriting(workspace)
            precondition(!isAdding, "values have one consumer")
            let (bases, scales) = (base.gradientForAdding(workspace), scale.gradientForAdding(workspace))
            for (token, parameter) in parameters.enumerated() {
                let (b, s, factor) = (bases[Int(parameter)], scales[Int(parameter)], scale.value[Int(parameter)])
                let (dy, x, dx) = (slope[token], v.value[token], rows[token])
                for i in 0..<width {
                    b[i] += dy[i]
                    s[i] += dy[i] * x[i]
                    dx[i] = dy[i] * factor[i]
                }
            }
        }
        return t
    }

    /// The sum of each trial's tokens over the root of their number. Trial i has tokens `starts[i]` up to `starts[i + 1]`.
    func pool(_ t: Activation, starts: [Int]) -> Activation {
        let width = t.value.width
        let sums = activation(starts.count - 1, width)
        sums.value.clear()
        func walk(_ body: (_ trial: Int, _ token: Int, _ factor: Float) -> Void) {
            for trial in 0..<(starts.count - 1) {
                let factor = 1 / Float(max(1, starts[trial + 1] - starts[trial])).squareRoot()
                for token in starts[trial]..<starts[trial + 1] { body(trial, token, factor) }
            }
        }
        walk { VectorMath.add($2, t.value[$1], to: sums.value[$0], width) }
        onTheWayBack { [self] in
            guard let slope = sums.gradient else { return }
            let target = t.gradientForAdding(workspace)
            walk { VectorMath.add($2, slope[$0], to: target[$1], width) }
        }
        return sums
    }

    /// x + network(x), the network being norm, linear, GELU, linear; in place.
    func perceptron(_ first: ReaderLayer, _ second: ReaderLayer, on x: Activation) {
        linear(second, gelu(linear(first, normalise(x))), addingTo: x)
    }

    /// linear, GELU, linear of numbers from outside.
    func embed(_ numbers: [Float], _ first: ReaderLayer, _ second: ReaderLayer) -> Activation {
        linear(second, gelu(linear(first, input(numbers, width: first.inputs), isInput: true)))
    }
}
