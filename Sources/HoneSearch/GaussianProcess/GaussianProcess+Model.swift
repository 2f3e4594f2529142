extension GaussianProcess {
    /// What is fixed before any data: the space's columns, the linear terms, what is believed of the hyperparameters.
    package struct Model: Sendable {
        package var columns: [FeatureEncoder.Column]
        /// How many parameters have a length scale.
        package var parameterCount: Int
        /// The prior variance of each linear term's coefficient.
        package var linearVariances: [Double]
        package var hyperprior: Hyperprior
        /// Whether the exponent of a `PowerTransform` of the targets is learnt.
        package var learnsTargetExponent = false
        /// Whether an `InputShape` is learnt for each parameter of numbers.
        package var learnsInputShapes = false

        /// - Parameter linearVariances: one for each of the points' terms.
        package init(_ encoder: FeatureEncoder, linearVariances: [Double] = [], hyperprior: Hyperprior? = nil) {
            columns = encoder.columns
            parameterCount = encoder.parameters.count
            self.linearVariances = linearVariances
            self.hyperprior = hyperprior ?? Hyperprior(parameterCount: encoder.parameters.count)
        }

        /// Parameters of numbers, each with the column of its place. (A second column says only whether it is active.)
        var bentColumns: [(parameter: Int, column: Int)] {
            var seen: Set<Int> = []
            return columns.enumerated().compactMap { index, column in
                guard column.comparison == .difference, seen.insert(column.parameter).inserted else { return nil }
                return (column.parameter, index)
            }
        }

        /// Length scales, signal, noise, and what else is learnt, in one row, as the optimiser moves them.
        func vector(of theta: Hyperparameters) -> [Double] {
            var vector = theta.logLengthScales + [theta.logSignal, theta.logNoise]
            if learnsTargetExponent { vector.append(theta.targetExponent) }
            if learnsInputShapes {
                for (parameter, _) in bentColumns {
                    let shape = theta.inputShapes.isEmpty ? InputShape.straight : theta.inputShapes[parameter]
                    vector += [shape.logA, shape.logB]
                }
            }
            return vector
        }

        func hyperparameters(_ vector: [Double]) -> Hyperparameters {
            let d = parameterCount
            var theta = Hyperparameters(
                logLengthScales: Array(vector[..<d]), logSignal: vector[d], logNoise: vector[d + 1])
            var next = d + 2
            if learnsTargetExponent {
                theta.targetExponent = vector[next]
                next += 1
            }
            if learnsInputShapes {
                theta.inputShapes = Array(repeating: .straight, count: d)
                for (parameter, _) in bentColumns {
                    theta.inputShapes[parameter] = InputShape(logA: vector[next], logB: vector[next + 1])
                    next += 2
                }
            }
            return theta
        }

        /// Where the targets' exponent stands in `vector`, if it is learnt.
        var exponentPlace: Int? { learnsTargetExponent ? parameterCount + 2 : nil }

        /// What is believed of each of `vector`.
        var beliefs: [Hyperprior.Belief] {
            var beliefs = hyperprior.beliefs(parameterCount: parameterCount)
            if learnsTargetExponent { beliefs.append(hyperprior.targetExponent) }
            if learnsInputShapes {
                beliefs += Array(repeating: hyperprior.inputShape, count: 2 * bentColumns.count)
            }
            return beliefs
        }
    }
}
