import Foundation

/// The hypotheses among which `JointModel` weighs. Amplitudes are in units of the task's scale (median minus 5 % quantile).
package struct JointHypotheses: Sendable, Hashable {
    /// Length scales of the residual for every parameter, times the root of the number of parameters.
    package var lengthScales = [0.3, 0.7, 1.6]
    /// Variances of what the prior leaves over.
    package var residualVariances = [0.1, 0.5]
    package var slope = 1.0
    package var slopeVariance = 0.25
    /// Variance of the objective where the prior says nothing.
    package var plainVariances = [1.0]
    package var noiseVariance = 1e-3
    package var followsUncertainty = true
    /// Probability, before any trial, that the prior says nothing of the study.
    package var doubt = 0.1

    package init() {}

    /// - Parameter doubt: instead of the usual one, for studies far from everything the prior was tested on.
    package func all(parameters: Int, doubt: Double? = nil) -> [JointModel.Hypothesis] {
        let doubt = doubt ?? self.doubt
        let root = 0.5 * log(Double(max(1, parameters)))
        var hypotheses: [JointModel.Hypothesis] = []
        func add(_ variances: [Double], slope: Double, slopeVariance: Double, share: Double, follows: Bool) {
            let weight = share / Double(variances.count * lengthScales.count)
            for variance in variances {
                for length in lengthScales {
                    hypotheses.append(
                        JointModel.Hypothesis(
                            weight: weight, slope: slope, slopeVariance: slopeVariance,
                            logLengthScales: Array(repeating: log(length) + root, count: parameters),
                            residualVariance: variance, noiseVariance: noiseVariance, followsUncertainty: follows))
                }
            }
        }
        add(
            residualVariances, slope: slope, slopeVariance: slopeVariance, share: 1 - doubt, follows: followsUncertainty
        )
        add(plainVariances, slope: 0, slopeVariance: 0, share: doubt, follows: false)
        return hypotheses
    }
}
