import Foundation
import HoneCore

/// What the search keeps of a family of past tasks once the trials themselves are gone: the program, the space, and how
/// the objective's values are spread. Stored in an adapter's card, so that `lm` needs no database at run time.
public struct FamilySummary: Sendable, Hashable, Codable {
    /// The program's name.
    public var family: String
    /// The program in words, as the header has it.
    public var program: String
    /// What its tasks optimise.
    public var objective: Objective
    /// The space that they share.
    public var space: SearchSpace
    /// How many tasks there are.
    public var tasks: Int
    /// How many trials they have.
    public var trials: Int
    /// The mean quantile function of the tasks' minimised objective: at (i + 1/2) / `shape.count`, with the median at 0,
    /// in units of each task's scale (median minus its 5 % quantile).
    public var shape: [Double]
    /// Mean and standard deviation over the tasks of the scale's logarithm.
    public var logScale: Spread
    /// Mean and standard deviation over the tasks of the minimised objective's median.
    public var level: Spread
    /// What was done to the objective before it was stored, `log10` say: then its units are not a study's.
    public var transform: String?
    /// The trials themselves in short form, for the surface of each task (`PastSurfaces`).
    package var surfaces: PastSurfaces?

    /// Where numbers lie.
    public struct Spread: Sendable, Hashable, Codable {
        /// Their mean.
        public var mean: Double
        /// Their standard deviation.
        public var deviation: Double

        /// Numbers around a mean.
        public init(mean: Double, deviation: Double) {
            self.mean = mean
            self.deviation = deviation
        }

        package init(of values: [Double]) {
            let mean = values.reduce(0, +) / Double(max(values.count, 1))
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            self.init(mean: mean, deviation: (squares / Double(max(values.count, 1))).squareRoot())
        }
    }

    /// Points at which quantile functions are kept.
    package static let shapePoints = 200
    /// Keeps the scale of a constant task away from 0.
    static let leastScale = 1e-9

    /// Summarises tasks of one family with one objective and one space, those of the first; nil if none has two values.
    package init?(_ entries: [PastTrialsSnapshot.Entry], fits: PastFits? = nil) {
        guard let first = entries.first?.task else { return nil }
        var shapes: [[Double]] = []
        var scales: [Double] = []
        var levels: [Double] = []
        var trials = 0
        for entry in entries where entry.task.objective == first.objective {
            let costs = entry.trials.compactMap { trial -> Double? in
                guard trial.state == .complete, let value = trial.value, value.isFinite else { return nil }
                return first.objective.minimized(value)
            }.sorted()
            guard costs.count >= 2 else { continue }
            let median = Self.quantile(costs, 0.5)
            let scale = max(median - Self.quantile(costs, 0.05), 0) + Self.leastScale
            shapes.append(
                (0..<Self.shapePoints).map { index in
                    (Self.quantile(costs, (Double(index) + 0.5) / Double(Self.shapePoints)) - median) / scale
                })
            scales.append(log(scale))
            levels.append(median)
            trials += costs.count
        }
        guard !shapes.isEmpty else { return nil }
        family = first.family
        program = ProgramText(first).usual
        objective = first.objective
        transform = first.transform
        space = first.space
        tasks = shapes.count
        self.trials = trials
        shape = (0..<Self.shapePoints).map { point in
            shapes.reduce(0) { $0 + $1[point] } / Double(shapes.count)
        }
        logScale = Spread(of: scales)
        level = Spread(of: levels)
        surfaces = PastSurfaces(
            entries.filter {
                $0.task.objective == first.objective && $0.task.space.hasSameConfigurations(as: first.space)
            }, fits: fits)
    }

    /// Summarises the tasks of one family: those with one space, objective and transform together, the groups with most trials
    /// first. A user's own studies of one program seldom have the same ranges.
    package static func groups(_ entries: [PastTrialsSnapshot.Entry], fits: PastFits? = nil) -> [FamilySummary] {
        var groups: [[PastTrialsSnapshot.Entry]] = []
        for entry in entries {
            let index = groups.firstIndex { group in
                group[0].task.objective == entry.task.objective && group[0].task.transform == entry.task.transform
                    && group[0].task.space.hasSameConfigurations(as: entry.task.space)
            }
            if let index { groups[index].append(entry) } else { groups.append([entry]) }
        }
        let summaries = groups.enumerated().compactMap { place, group in
            FamilySummary(group, fits: fits).map { (place, $0) }
        }
        return summaries.sorted { ($1.1.trials, $0.0) < ($0.1.trials, $1.0) }.map(\.1)
    }

    /// Why figures that were read from a file cannot be a summary, or nil.
    package var inconsistency: String? {
        if shape.count < 2 || shape.count > Self.mostPoints {
            return "the family '\(family)' has a quantile function of \(shape.count) points"
        }
        let figures = shape + [logScale.mean, logScale.deviation, level.mean, level.deviation]
        if !figures.allSatisfy(\.isFinite) || logScale.mean.magnitude > Self.largestLogScale || logScale.deviation < 0
            || level.deviation < 0
        {
            return "the family '\(family)' has figures out of range"
        }
        return nil
    }

    private static let mostPoints = 100_000
    /// The exponential of more is no number.
    private static let largestLogScale = 300.0

    /// Linear interpolation between order statistics, 0 at the first and 1 at the last.
    package static func quantile(_ sorted: [Double], _ probability: Double) -> Double {
        let place = probability * Double(sorted.count - 1)
        let index = min(Int(place), sorted.count - 2)
        return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
    }
}
