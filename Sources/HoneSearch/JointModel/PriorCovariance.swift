import HoneNumerics

/// The prior covariance of points under many hypotheses: what several of them share is computed once.
struct PriorCovariance {
    private let columns: [FeatureEncoder.Column]
    private let points: Points
    /// Kernels between all points by their length scales, and Σ_t d_t d_tᵀ, both `[points, points]`.
    private var kernels: [[Double]: [Double]] = [:]
    private var spread: [Double]?

    init(_ points: Points, columns: [FeatureEncoder.Column]) {
        self.points = points
        self.columns = columns
    }

    /// Noise included, in units of σ².
    mutating func matrix(_ hypothesis: JointModel.Hypothesis, amplitudes: [Double]) -> SymmetricMatrix {
        let n = points.count
        let kernel = kernel(hypothesis.logLengthScales)
        var matrix = SymmetricMatrix(order: n, repeating: JointModel.levelVariance)
        var next = 0
        for i in 0..<n {
            let own = hypothesis.residualVariance * amplitudes[i]
            for j in 0...i {
                matrix.storage[next] += own * amplitudes[j] * kernel[i * n + j]
                next += 1
            }
        }
        for (slope, term) in zip(hypothesis.slopes, points.terms) where slope.variance > 0 {
            add(slope.variance, term, to: &matrix)
        }
        if hypothesis.spread > 0, !points.deviations.isEmpty {
            let spread = gram()
            next = 0
            for i in 0..<n {
                for j in 0...i {
                    matrix.storage[next] += hypothesis.spread * spread[i * n + j]
                    next += 1
                }
            }
        }
        let noise = hypothesis.noiseVariance + JointModel.nugget * JointModel.levelVariance
        for i in 0..<n { matrix[i, i] += noise }
        return matrix
    }

    private func add(_ variance: Double, _ term: [Double], to matrix: inout SymmetricMatrix) {
        var next = 0
        for i in term.indices {
            let own = variance * term[i]
            for j in 0...i {
                matrix.storage[next] += own * term[j]
                next += 1
            }
        }
    }

    private mutating func kernel(_ logLengthScales: [Double]) -> [Double] {
        if let known = kernels[logLengthScales] { return known }
        let kernel = MaternKernel(columns: columns, logLengthScales: logLengthScales)
        let new = kernel.matrix(points.features, points.features)
        kernels[logLengthScales] = new
        return new
    }

    private mutating func gram() -> [Double] {
        if let spread { return spread }
        let new = Self.products(points, 0..<points.count, points)
        spread = new
        return new
    }

    /// Σ_t d_t(a) d_t(b) between points and a range of others, `[a.count, range.count]`.
    static func products(_ a: Points, _ range: Range<Int>, _ b: Points) -> [Double] {
        let width = range.count
        var result = [Double](repeating: 0, count: a.count * width)
        result.withUnsafeMutableBufferPointer { result in
            for (ours, theirs) in zip(a.deviations, b.deviations) {
                theirs.withUnsafeBufferPointer { theirs in
                    for i in 0..<a.count {
                        let own = ours[i]
                        for k in 0..<width { result[i * width + k] += own * theirs[range.lowerBound + k] }
                    }
                }
            }
        }
        return result
    }
}
