import Foundation
import Hone
import HoneCore
import HoneSearch

/// A past task in another task's space: parameters by their names as `ProgramMatch` pairs them, results as normal scores.
struct PlacedTask: Sendable {
    /// Coordinates of its trials in the study's encoding, `[trials, columns]`.
    let features: FeatureMatrix
    /// One a trial, lower is better; of all trials of the task, also where some were dropped.
    let scores: [Double]
    /// One a trial: the median at 0, in units of its distance from the 5 % quantile, at most `cap`.
    let values: [Double]
    /// How alike program, space and data are, 0...1.
    let likeness: Double
    /// How far the data lie from the study's in size, in decades.
    let distance: Double

    /// Tasks with fewer trials say too little.
    private static let fewestTrials = 8
    /// Trials kept of a task.
    private static let mostTrials = 100
    /// How bad bad configurations are does not matter.
    private static let cap = 3.0

    /// - Returns: nil for too few trials, or trials that are all alike.
    init?(_ entry: PastTrialsSnapshot.Entry, study: StudyDescription, encoder: FeatureEncoder) {
        let complete = entry.trials.filter { $0.state == .complete && $0.value?.isFinite == true }
        let costs = complete.map { entry.task.objective.minimized($0.value ?? 0) }
        guard costs.count >= Self.fewestTrials, Set(costs).count > 1 else { return nil }
        let match = ProgramMatch(study, entry.task)
        let kept = ObservationSubset.indices(of: costs, atMost: Self.mostTrials)
        let all = NormalScores.of(costs)
        let placing = Placing(match, from: entry.task.space, to: study.space)
        var features = FeatureMatrix(columns: encoder.columns.count)
        features.reserve(kept.count)
        for index in kept {
            features.append(encoder.row(placing.placed(complete[index].configuration), isOpen: true))
        }
        self.features = features
        scores = kept.map { all[$0] }
        let sorted = costs.sorted()
        let median = FamilySummary.quantile(sorted, 0.5)
        let unit = median - FamilySummary.quantile(sorted, 0.05)
        let scale = unit > 0 ? unit : max(sorted[sorted.count - 1] - sorted[0], 1e-300)
        values = kept.map { min((costs[$0] - median) / scale, Self.cap) }
        distance = Self.distance(study.task.facts, entry.task.task.facts)
        likeness = match.likeness * exp(-0.5 * distance * distance)
    }

    /// Root of the sum of squares of the logarithms' differences (base 10) over the positive numbers that both know.
    private static func distance(_ a: [String: ParameterValue], _ b: [String: ParameterValue]) -> Double {
        var sum = 0.0
        for (name, value) in a {
            guard let here = value.number, let there = b[name]?.number, here > 0, there > 0 else { continue }
            let decades = log10(here / there)
            sum += decades * decades
        }
        return sum.squareRoot()
    }
}

/// Writes configurations of a past space in a study's.
private struct Placing {
    private let names: [String: String]
    private let known: Set<String>
    private let space: SearchSpace
    private let standards: [String: ParameterValue]

    init(_ match: ProgramMatch, from past: SearchSpace, to space: SearchSpace) {
        names = Dictionary(match.pairs.map { ($0.ours, $0.theirs) }, uniquingKeysWith: { first, _ in first })
        known = Set(past.parameters.map(\.name))
        self.space = space
        standards = Dictionary(
            space.searched.filter { $0.conditions.isEmpty }
                .map { ($0.name, $0.defaultValue ?? $0.domain.value(atUnit: 0.5)) },
            uniquingKeysWith: { first, _ in first })
    }

    func placed(_ past: Configuration) -> Configuration {
        var placed = Configuration()
        for parameter in space.searched {
            let theirs = names[parameter.name] ?? parameter.name
            // What the past program does not have stands at its default; what it has and did not use is inactive.
            let value = known.contains(theirs) ? past[theirs] : standards[parameter.name]
            if let value { placed[parameter.name] = Self.written(value, in: parameter.domain) }
        }
        return placed
    }

    /// Among choices that are numbers the nearest.
    private static func written(_ value: ParameterValue, in domain: Domain) -> ParameterValue {
        guard case .categorical(let choices) = domain, !domain.contains(value), let number = value.number else {
            return value
        }
        return choices.filter { $0.number != nil }
            .min { abs(($0.number ?? 0) - number) < abs(($1.number ?? 0) - number) } ?? value
    }
}
