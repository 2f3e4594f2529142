import Foundation

/// What the hypotheses say of a candidate, summed up for the network: for each group of means the weighted mean, the log of the
/// mixture's deviation and the group's weight; then mean and log deviation of the context, and the weights of two kernels.
package enum HypothesisFeatures {
    package static let count = 13

    private static let leastVariance = 1e-4

    /// `[candidates, count]`, row major.
    static func of(
        _ said: FixedProcesses.Predictions, _ weights: HypothesisWeights, _ processes: FixedProcesses,
        shape: ReaderShape
    ) -> [Float] {
        let candidates = said.deviations.first?.count ?? 0
        var features = [Float](repeating: 0, count: candidates * count)
        let logDeviation = log(processes.deviation)
        for (place, group) in ProcessMeans.groups(shape).enumerated() {
            let share = weights.share(ofMeans: group) + 1e-9
            for candidate in 0..<candidates {
                var (first, second) = (0.0, 0.0)
                for process in shape.processes.indices {
                    let deviation = said.deviations[process][candidate]
                    for mean in group {
                        let weight = weights.values[process * shape.meanCount + mean]
                        let center = said.means[process][mean][candidate]
                        first += weight * center
                        second += weight * (center * center + deviation * deviation)
                    }
                }
                let center = first / share
                let variance = max(second / share - center * center, leastVariance)
                let target = candidate * count + 3 * place
                features[target] = Float((center - processes.mean) / processes.deviation)
                features[target + 1] = Float(0.5 * log(variance) - logDeviation)
                features[target + 2] = Float(share)
            }
        }
        let rest = [processes.mean, logDeviation, weights.share(of: .even), weights.share(of: .weighted)]
        for candidate in 0..<candidates {
            for (place, value) in rest.enumerated() { features[candidate * count + 9 + place] = Float(value) }
        }
        return features
    }
}
