import Foundation
import HoneNumerics
import HoneSearch

/// `rgpe`: a process a past task and one through the own trials, weighed by how often each ranks the own trials best (Feurer,
/// Letham, Hutter and Bakshy, "Practical transfer learning for Bayesian optimization", 2018/2022: ranking loss of equations 3 and
/// 4, weights of equation 5, mean and variance of the ensemble of section 3.1).
///
/// Against dilution by many past tasks, one is left out where the median of its losses lies above the 95 % quantile of the own
/// process's (section 3.3). Ties share a draw.
struct RankingEnsembleRule: OpponentRule {
    private let past: OpponentPast
    /// Draws from the posteriors.
    private static let draws = 256
    /// Own trials before ranks tell anything; until then the past tasks weigh alike.
    private static let fewest = 3

    init(_ past: OpponentPast) {
        self.past = past
    }

    func choose(_ view: OpponentView, using generator: inout SeededGenerator) -> OpponentChoice? {
        let surfaces = past.surfaces
        guard !surfaces.isEmpty else { return nil }
        guard view.tried.count >= Self.fewest,
            let own = OwnProcess(view, past: past)
        else {
            let row = view.best { row in -surfaces.reduce(0) { $0 + $1.means[row] } }
            return row.map { OpponentChoice(row: $0, rationale: "past tasks alike") }
        }
        let weights = weights(view, own: own, using: &generator)
        let posterior = own.predict(view.open)
        let best = own.values.min() ?? 0
        var places: [Int: Int] = [:]
        for (place, row) in view.open.enumerated() { places[row] = place }
        let ownWeight = weights[surfaces.count]
        let row = view.best { row in
            guard let place = places[row] else { return -.infinity }
            var mean = ownWeight * posterior.means[place]
            var variance = ownWeight * ownWeight * posterior.variances[place]
            for (surface, weight) in zip(surfaces, weights) where weight > 0 {
                mean += weight * surface.means[row]
                variance += weight * weight * surface.variances[row]
            }
            return ExpectedImprovement.logarithm(mean: mean, deviation: variance.squareRoot(), best: best)
        }
        return row.map {
            OpponentChoice(
                row: $0, rationale: "past tasks weigh \(Int((100 * (1 - ownWeight)).rounded())) %")
        }
    }

    /// One a past task, that of the own process last; they add up to 1.
    func weights(_ view: OpponentView, own: OwnProcess, using generator: inout SeededGenerator) -> [Double] {
        var losses = past.surfaces.map { surface in
            let sampler = JointSampler(
                means: view.tried.map { surface.means[$0] }, covariance: surface.covariance(among: view.tried))
            return (0..<Self.draws).map { _ in
                let sample = sampler.draw(using: &generator)
                return RankingLoss.of(sample, against: own.values)
            }
        }
        let target = (0..<Self.draws).map { _ in
            RankingLoss.of(leftOut: own.drawLeftOut(using: &generator), against: own.values)
        }
        let limit = target.sorted()[min(Self.draws - 1, Int(0.95 * Double(Self.draws)))]
        let isOut = losses.map { $0.sorted()[Self.draws / 2] > limit }
        losses.append(target)
        var weights = [Double](repeating: 0, count: losses.count)
        for draw in 0..<Self.draws {
            let valid = losses.indices.filter { $0 == losses.count - 1 || !isOut[$0] }
            let least = valid.map { losses[$0][draw] }.min() ?? 0
            let winners = valid.filter { losses[$0][draw] == least }
            for winner in winners { weights[winner] += 1 / Double(winners.count * Self.draws) }
        }
        return weights
    }
}

/// How many pairs are in the wrong order.
enum RankingLoss {
    static func of(_ sample: [Double], against values: [Double]) -> Int {
        var loss = 0
        for i in values.indices {
            for j in values.indices where (sample[i] < sample[j]) != (values[i] < values[j]) { loss += 1 }
        }
        return loss
    }

    /// - Parameter leftOut: each value as predicted from the others.
    static func of(leftOut: [Double], against values: [Double]) -> Int {
        var loss = 0
        for i in values.indices {
            for j in values.indices where (leftOut[i] < values[j]) != (values[i] < values[j]) { loss += 1 }
        }
        return loss
    }
}
