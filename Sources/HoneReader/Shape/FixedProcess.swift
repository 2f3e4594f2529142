/// A Gaussian process with fixed hyperparameters, of which a network is told what it says of candidates.
package struct FixedProcess: Sendable, Hashable, Codable {
    /// How two trials' distances in each parameter become a covariance (Matérn 5/2 throughout).
    package enum Kernel: String, Sendable, Hashable, Codable {
        /// Of the mean squared distance: all parameters matter alike.
        case even
        /// The mean of each parameter's own covariance.
        case additive
        /// The same with each parameter's weight fitted to the context.
        case weightedAdditive
        /// Of the squared distance weighted so.
        case weighted
    }

    package var kernel: Kernel
    package var lengthscale: Double
    /// Variance of the noise, as a share of the signal's.
    package var noise: Double

    package init(_ kernel: Kernel, lengthscale: Double, noise: Double) {
        self.kernel = kernel
        self.lengthscale = lengthscale
        self.noise = noise
    }

    /// Those that cover smooth and rough, even and sparse, with little and with much noise.
    package static let usual: [FixedProcess] = {
        let kernels: [(Kernel, [Double])] = [
            (.even, [0.2, 0.4, 0.8]), (.additive, [0.35]), (.weightedAdditive, [0.35]), (.weighted, [0.25, 0.6]),
        ]
        return kernels.flatMap { kernel, lengthscales in
            lengthscales.flatMap { lengthscale in
                [0.01, 0.08, 0.5].map { FixedProcess(kernel, lengthscale: lengthscale, noise: $0) }
            }
        }
    }()
}
