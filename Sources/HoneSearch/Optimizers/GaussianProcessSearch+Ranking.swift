import Foundation
import HoneCore
import HoneNumerics

extension GaussianProcessSearch {
    /// What the logarithm of a trial's seconds takes from its rank; empty where seconds do not count.
    private func logCosts(_ points: Points) -> [Double] {
        guard let cost else { return [] }
        return cost.surrogate.process.predict(points, variancesBy: 0).means.map { cost.weight * $0 }
    }

    /// Where values are noisy and the settings want it: what stands in the place of the improvement on the best mean.
    func improvementUnderNoise(_ samples: Int, using generator: inout SeededGenerator) -> NoisyImprovement? {
        guard samples > 0, isNoisy, case .improvement = goal else { return nil }
        let process = objectives[0].process
        guard process.points.count <= Self.mostForSamples else { return nil }
        return NoisyImprovement(process, samples: samples, using: &generator)
    }

    /// The points that are ranked highest, the best first, of those that may be chosen.
    func leaders(_ count: Int, of points: Points, where isOpen: (Int) -> Bool) -> [(index: Int, score: Double)] {
        if noisy == nil, case .improvement(let best) = goal, bounds.isEmpty {
            let costs = logCosts(points)
            return objectives[0].process.leaders(count, of: points, where: isOpen) { index, mean, variance in
                improvement(mean: mean, variance: variance, best: best) - (costs.isEmpty ? 0 : costs[index])
            }
        }
        let scores = scores(points)
        return scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }.lazy.filter(isOpen).prefix(count).map {
            (index: $0, score: scores[$0])
        }
    }

    /// The logarithm of what a trial is expected to improve on the best, single trials being noisy or not. It grows with the variance.
    private func improvement(mean: Double, variance: Double, best: Double) -> Double {
        let improvement = ExpectedImprovement.logarithm(mean: mean, deviation: variance.squareRoot(), best: best)
        guard isNoisy else { return improvement }
        // What is known already beside the noise counts less (Huang et al. 2006, equation 12).
        let noise = objectives[0].process.noise
        return improvement + log1p(-(noise / (variance + noise)).squareRoot())
    }

    /// The goal's logarithm at some points, in any unit.
    func scores(_ points: Points) -> [Double] {
        var scores = goalScores(points)
        for (index, cost) in logCosts(points).enumerated() { scores[index] -= cost }
        for bound in bounds {
            for (index, probability) in bound.logProbability(points).enumerated() { scores[index] += probability }
        }
        return scores
    }

    private func goalScores(_ points: Points) -> [Double] {
        switch goal {
        case .feasibility: return Array(repeating: 0, count: points.count)
        case .improvement(let best):
            if let noisy { return noisy.logarithms(points) }
            let posterior = objectives[0].process.predict(points)
            return posterior.means.indices.map {
                improvement(mean: posterior.means[$0], variance: posterior.variances[$0], best: best)
            }
        case .hypervolume(let gain):
            let posteriors = objectives.map { $0.process.predict(points) }
            return (0..<points.count).map { index in
                gain.logarithm(
                    means: posteriors.map { $0.means[index] },
                    deviations: posteriors.map { $0.variances[index].squareRoot() })
            }
        }
    }

    /// The same at one row of coordinates, with its derivatives by them.
    func score(at row: [Double]) -> (value: Double, slopes: [Double]) {
        var (value, slopes) = goalScore(at: row)
        if let cost {
            let here = cost.surrogate.process.slopes(at: row, terms: [1])
            value -= cost.weight * here.mean
            for index in slopes.indices { slopes[index] -= cost.weight * here.meanSlope[index] }
        }
        for bound in bounds {
            let kept = bound.logProbability(at: row)
            value += kept.value
            for index in slopes.indices { slopes[index] += kept.slopes[index] }
        }
        return (value, slopes)
    }

    private func goalScore(at row: [Double]) -> (value: Double, slopes: [Double]) {
        switch goal {
        case .feasibility: return (0, row.map { _ in 0 })
        case .improvement(let best):
            if let noisy { return noisy.slopes(at: row, terms: [1]) }
            let process = objectives[0].process
            let here = process.slopes(at: row, terms: [1])
            let deviation = here.variance.squareRoot()
            let gain = ExpectedImprovement.logarithmSlopes(mean: here.mean, deviation: deviation, best: best)
            var value = gain.value
            var byVariance = gain.byDeviation / (2 * deviation)
            if isNoisy {
                let known = (process.noise / (here.variance + process.noise)).squareRoot()
                value += log1p(-known)
                byVariance += 0.5 * known / ((1 - known) * (here.variance + process.noise))
            }
            return (
                value, row.indices.map { gain.byMean * here.meanSlope[$0] + byVariance * here.varianceSlope[$0] }
            )
        case .hypervolume(let gain):
            let here = objectives.map { $0.process.slopes(at: row, terms: [1]) }
            return gain.slopes(here, columns: row.count)
        }
    }

    /// What was tried and looks best, where it may be worth another trial.
    func repeats(besides chosen: [Configuration]) -> [(candidate: Candidate, score: Double)] {
        // A study that repeats says itself what runs again.
        guard isNoisy, noisy == nil, study.repeats == nil else { return [] }
        // What is only believed stands behind what was observed.
        let means = objectives[0].process.meansAtPoints.prefix(observations.count)
        let order = means.indices.filter(observations.isFeasible).sorted { (means[$0], $0) < (means[$1], $1) }
        var seen = Set((observations.pending + chosen).map(\.key))
        var found: [Configuration] = []
        for index in order where found.count < Self.repeatedBest {
            let configuration = observations.configurations[index]
            if study.space.contains(configuration), seen.insert(configuration.key).inserted {
                found.append(configuration)
            }
        }
        let scores = scores(Self.points(encoder.encode(found)))
        return zip(found, scores).map { (Candidate($0), $1) }
    }
}
