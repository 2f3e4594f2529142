import Foundation

/// How much each hypothesis (a fixed process with a mean) is believed after a context.
package struct HypothesisWeights: Sendable, Hashable {
    /// `[processes, means]`, of sum 1.
    package let values: [Double]
    private let shape: ReaderShape

    /// Softmax of log evidence and what was learnt to add to it.
    init(logEvidence: [Double], learnt: [Float], shape: ReaderShape) {
        let sums = zip(logEvidence, learnt).map { $0 + Double($1) }
        let largest = sums.max() ?? 0
        let weights = sums.map { exp($0 - largest) }
        let total = weights.reduce(0, +)
        values = weights.map { $0 / total }
        self.shape = shape
    }

    /// Of all processes with some of the means.
    package func share(ofMeans means: Range<Int>) -> Double {
        (0..<shape.processes.count).reduce(0) {
            $0
                + values[($1 * shape.meanCount + means.lowerBound)..<($1 * shape.meanCount + means.upperBound)].reduce(
                    0, +)
        }
    }

    /// Of all processes with a kernel.
    package func share(of kernel: FixedProcess.Kernel) -> Double {
        zip(0..., shape.processes).reduce(0) { sum, entry in
            guard entry.1.kernel == kernel else { return sum }
            return sum + values[(entry.0 * shape.meanCount)..<((entry.0 + 1) * shape.meanCount)].reduce(0, +)
        }
    }

    /// What it comes to, in the words of a rationale: the shares of nothing known before, of what the network reads, and of past
    /// tasks' surfaces; sum 1.
    package var beliefs: (nothing: Double, reading: Double, surfaces: Double) {
        let slopes = shape.meanSlopes.count
        let nothing = share(ofMeans: 0..<1)
        let reading = share(ofMeans: 1..<(1 + slopes))
        return (nothing, reading, max(0, 1 - nothing - reading))
    }
}
