import Foundation

extension GaussianProcess {
    /// What the data decide: logarithms, because all of them are positive and range over magnitudes.
    package struct Hyperparameters: Sendable, Hashable {
        /// One a parameter, in units of the parameter's range (or of a category's change).
        package var logLengthScales: [Double]
        /// log s².
        package var logSignal: Double
        /// log σ².
        package var logNoise: Double
        /// λ of a `PowerTransform` of the targets; 1 where there is none.
        package var targetExponent = 1.0
        /// One a parameter, straight for those without numbers; empty where none is bent.
        package var inputShapes: [InputShape] = []

        package init(logLengthScales: [Double], logSignal: Double, logNoise: Double) {
            self.logLengthScales = logLengthScales
            self.logSignal = logSignal
            self.logNoise = logNoise
        }

        package var signal: Double { exp(logSignal) }
        package var noise: Double { exp(logNoise) }
    }

    /// Independent normal beliefs about the logarithms of the hyperparameters.
    package struct Hyperprior: Sendable, Hashable {
        package struct Belief: Sendable, Hashable {
            package var mean: Double
            package var deviation: Double

            package init(mean: Double, deviation: Double) {
                self.mean = mean
                self.deviation = deviation
            }
        }

        package var lengthScale: Belief
        package var signal: Belief
        package var noise: Belief
        /// About the exponent of the targets' transform itself, which has no logarithm.
        package var targetExponent = Belief(mean: 1, deviation: 0.5)
        /// About log a and log b of each input's shape.
        package var inputShape = Belief(mean: 0, deviation: 0.5)

        package init(lengthScale: Belief, signal: Belief, noise: Belief) {
            self.lengthScale = lengthScale
            self.signal = signal
            self.noise = noise
        }

        /// For targets of about the given variance. A length scale is about half a range and grows with the root of the number
        /// of parameters, as distances do (Hvarfner et al., "Vanilla Bayesian optimization performs great in high dimensions",
        /// 2024); the noise is a thousandth of the variance, with room for far more.
        package init(parameterCount: Int, targetVariance: Double = 1) {
            let dimension = Double(max(parameterCount, 1))
            lengthScale = Belief(mean: log(0.5) + 0.5 * log(dimension), deviation: 1)
            signal = Belief(mean: log(targetVariance), deviation: 1)
            noise = Belief(mean: log(1e-3 * targetVariance), deviation: 2)
        }

        /// The hyperparameters that are most probable before any data.
        package func mode(parameterCount: Int) -> Hyperparameters {
            Hyperparameters(
                logLengthScales: Array(repeating: lengthScale.mean, count: parameterCount), logSignal: signal.mean,
                logNoise: noise.mean)
        }

        func beliefs(parameterCount: Int) -> [Belief] {
            Array(repeating: lengthScale, count: parameterCount) + [signal, noise]
        }
    }
}
