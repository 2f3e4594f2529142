import Foundation

extension GaussianProcess {
    /// What is fixed before any data: the space's columns, the linear terms, what is believed of the hyperparameters.
    package struct Model: Sendable {
        package var columns: [FeatureEncoder.Column]
        /// How many parameters have a length scale.
        package var parameterCount: Int
        /// The prior variance of each linear term's coefficient.
        package var linearVariances: [Double]
        package var hyperprior: Hyperprior

        /// - Parameter linearVariances: one for each linear term that `Points` carry.
        package init(_ encoder: FeatureEncoder, linearVariances: [Double] = [], hyperprior: Hyperprior? = nil) {
            columns = encoder.columns
            parameterCount = encoder.parameters.count
            self.linearVariances = linearVariances
            self.hyperprior = hyperprior ?? Hyperprior(parameterCount: encoder.parameters.count)
        }
    }

    /// Points with all that the model asks of them: coordinates, the known mean, the linear terms' values.
    package struct Points: Sendable {
        package private(set) var features: FeatureMatrix
        /// m(x), one value a point.
        package private(set) var mean: [Double]
        /// b_j(x), one array for each linear term, one value a point.
        package private(set) var basis: [[Double]]

        /// - Parameter mean: 0 everywhere if nil.
        package init(_ features: FeatureMatrix, mean: [Double]? = nil, basis: [[Double]] = []) {
            precondition(mean.map { $0.count == features.count } ?? true, "one mean a point")
            precondition(basis.allSatisfy { $0.count == features.count }, "one value a point and term")
            self.features = features
            self.mean = mean ?? Array(repeating: 0, count: features.count)
            self.basis = basis
        }

        package var count: Int { mean.count }

        package mutating func append(_ other: Points) {
            for index in 0..<other.count { features.append(row: index, of: other.features) }
            mean += other.mean
            for term in basis.indices { basis[term] += other.basis[term] }
        }

        package func selecting(_ indices: [Int]) -> Points {
            Points(
                features.selecting(indices), mean: indices.map { mean[$0] },
                basis: basis.map { term in indices.map { term[$0] } })
        }

        /// The coordinates of a range of points by column, `[columns, range.count]`.
        func byColumn(_ range: Range<Int>) -> [Double] {
            let columns = features.columns
            var result = [Double](repeating: 0, count: columns * range.count)
            for (offset, point) in range.enumerated() {
                for column in 0..<columns {
                    result[column * range.count + offset] = features.storage[point * columns + column]
                }
            }
            return result
        }
    }

    /// What the data decide: logarithms, because all of them are positive and range over magnitudes.
    package struct Hyperparameters: Sendable, Hashable {
        /// One a parameter, in units of the parameter's range (or of a category's change).
        package var logLengthScales: [Double]
        /// log s².
        package var logSignal: Double
        /// log σ².
        package var logNoise: Double

        package init(logLengthScales: [Double], logSignal: Double, logNoise: Double) {
            self.logLengthScales = logLengthScales
            self.logSignal = logSignal
            self.logNoise = logNoise
        }

        package var signal: Double { exp(logSignal) }
        package var noise: Double { exp(logNoise) }

        /// Length scales, signal, noise in one row, as the optimiser moves them.
        var vector: [Double] { logLengthScales + [logSignal, logNoise] }

        init(vector: [Double]) {
            self.init(
                logLengthScales: Array(vector.dropLast(2)), logSignal: vector[vector.count - 2],
                logNoise: vector[vector.count - 1])
        }
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
