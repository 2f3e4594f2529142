import HoneKernels

/// Matérn 5/2 of squared distances.
enum MaternKernel {
    /// (1 + r + r² / 3) e^-r with r = sqrt(5 d / lengthscale² + 1e-9), element by element.
    static func of(_ squares: [Float], lengthscale: Double) -> [Float] {
        let factor = Float(5 / (lengthscale * lengthscale))
        let count = squares.count
        guard count > 0 else { return [] }
        var decay = [Float](repeating: 0, count: count)
        return [Float](unsafeUninitializedCapacity: count) { result, initialized in
            decay.withUnsafeMutableBufferPointer { decay in
                for i in 0..<count {
                    let r = (squares[i] * factor + 1e-9).squareRoot()
                    result.initializeElement(at: i, to: 1 + r + r * r * (1 / 3))
                    decay[i] = -r
                }
                if let base = decay.baseAddress { _ = VectorMath.exponentiate(base, count, shift: 0) }
                for i in 0..<count { result[i] *= decay[i] }
            }
            initialized = count
        }
    }
}
