import Foundation
import HoneCore
import Synchronization

/// What past tasks say of a study's configurations: each a Gaussian process through the task's trials, in units of its scale,
/// the median at 0; their mean, how far each lies from it, and how unsure they are.
///
/// Tasks weigh by likeness to the study: the program, the space, the metric, the size of their data, and how many trials they
/// have. What the study's own trials say of likeness is the joint model's matter, which gets the single tasks' deviations.
package final class PastKnowledge: Sendable {
    /// Of one configuration.
    package struct Values: Sendable {
        /// One a task.
        package var surfaces: [Double]
        /// The mean over the tasks of each surface's variance.
        package var variance: Double
    }

    private struct Surface: Sendable {
        var encoding: Int
        var process: GaussianProcess
        var mean: Double
    }

    /// The matches of the families whose tasks are used, the most alike first.
    package let matches: [ProgramMatch]
    /// The tasks' names, in the order of their surfaces.
    package let names: [String]
    /// Add up to 1.
    package let weights: [Double]
    private let space: SearchSpace
    private let encodings: [PastEncoding]
    private let lengthScales: [[Double]]
    private let surfaces: [Surface]
    /// What was computed so far, by configuration.
    private let known = Mutex<[String: Values]>([:])

    /// Tasks that are used, the most alike.
    private static let mostTasks = 24
    private static let mostKnown = 50_000
    /// Length scales of one family that join the hypotheses, at most.
    private static let mostLengthScales = 2

    /// How alike the best family is, 0...1.
    package var likeness: Double { matches.first?.likeness ?? 0 }

    /// - Returns: nil if no family with trials can be placed in the study's space.
    package init?(_ study: StudyDescription, families: [FamilySummary]) {
        let matched = families.filter { $0.surfaces != nil }.map { ($0, ProgramMatch(study, $0)) }
            .filter { $0.1.isUsable }
            .sorted { ($1.1.likeness, $0.0.family, $1.0.trials) < ($0.1.likeness, $1.0.family, $0.0.trials) }
        let facts = study.task.facts.compactMapValues(\.number)
        var encodings: [PastEncoding] = []
        var candidates: [(surface: Surface, weight: Double, name: String)] = []
        var used: [ProgramMatch] = []
        var scales: [[Double]] = []
        for (family, match) in matched {
            guard let past = family.surfaces else { continue }
            let encoding = PastEncoding(family, match)
            guard past.logLengthScales.count == encoding.encoder.parameters.count else { continue }
            let found = Self.processes(past, encoding.encoder)
            guard !found.isEmpty else { continue }
            for (task, process, mean) in found {
                let weight =
                    match.likeness * match.likeness * Self.likeness(facts, task.facts)
                    * Double(task.values.count).squareRoot()
                candidates.append(
                    (
                        Surface(encoding: encodings.count, process: process, mean: mean), weight,
                        task.name ?? family.family
                    ))
            }
            encodings.append(encoding)
            used.append(match)
            scales.append(past.logLengthScales)
        }
        guard !candidates.isEmpty else { return nil }
        let chosen = candidates.indices.sorted { (candidates[$1].weight, $0) < (candidates[$0].weight, $1) }
            .prefix(Self.mostTasks).sorted().map { candidates[$0] }
        let total = chosen.reduce(0) { $0 + $1.weight }
        surfaces = chosen.map(\.surface)
        weights = chosen.map { $0.weight / total }
        names = chosen.map(\.name)
        matches = used
        self.encodings = encodings
        space = study.space
        let encoder = FeatureEncoder(study.space)
        lengthScales = zip(encodings, scales).prefix(Self.mostLengthScales).map {
            $0.logLengthScales($1, for: encoder)
        }
    }

    private static func processes(_ past: PastSurfaces, _ encoder: FeatureEncoder) -> [(
        PastSurfaces.Task, GaussianProcess, Double
    )] {
        let model = GaussianProcess.Model(encoder)
        let hyperparameters = GaussianProcess.Hyperparameters(
            logLengthScales: past.logLengthScales, logSignal: past.logSignal, logNoise: past.logNoise)
        let width = encoder.columns.count
        return past.tasks.compactMap { task in
            guard !task.values.isEmpty, task.coordinates.count == task.values.count * width else { return nil }
            var features = FeatureMatrix(columns: width)
            for row in task.values.indices {
                features.append(task.coordinates[row * width..<(row + 1) * width].map(Double.init))
            }
            let values = task.values.map(Double.init)
            let mean = values.reduce(0, +) / Double(values.count)
            return GaussianProcess(
                model, hyperparameters, points: Points(features), targets: values.map { $0 - mean }
            ).map { (task, $0, mean) }
        }
    }

    /// How alike two datasets are in size, 0...1: a factor of ten in rows or features halves it or so; unknown is the middle.
    private static func likeness(_ ours: [String: Double], _ theirs: [String: Double]?) -> Double {
        var distance = 0.0
        for (name, value) in ours {
            guard let other = theirs?[name], value > 0, other > 0 else { continue }
            let decades = log10(value / other)
            distance += decades * decades
        }
        return exp(-0.5 * distance)
    }

    /// Length scales for the study's space, one array a family, at most two.
    package var logLengthScales: [[Double]] { lengthScales }
}

extension PastKnowledge {
    /// What the tasks say of configurations of the study, in their order.
    package func values(_ configurations: [Configuration]) -> [Values] {
        let keys = configurations.map(\.key)
        var found = known.withLock { known in keys.map { known[$0] } }
        let open = found.indices.filter { found[$0] == nil }
        guard !open.isEmpty else { return found.compactMap(\.self) }
        let new = computed(open.map { configurations[$0] })
        known.withLock { known in
            if known.count > Self.mostKnown { known.removeAll() }
            for (index, values) in zip(open, new) { known[keys[index]] = values }
        }
        for (index, values) in zip(open, new) { found[index] = values }
        return found.compactMap(\.self)
    }

    private func computed(_ configurations: [Configuration]) -> [Values] {
        let points = encodings.map { Points($0.features(configurations, of: space)) }
        var result = configurations.map { _ in Values(surfaces: [], variance: 0) }
        for (surface, weight) in zip(surfaces, weights) {
            let posterior = surface.process.predict(points[surface.encoding])
            for index in result.indices {
                result[index].surfaces.append(surface.mean + posterior.means[index])
                result[index].variance += weight * posterior.variances[index]
            }
        }
        return result
    }

    /// The weighted mean of the surfaces.
    package func means(_ values: [Values]) -> [Double] {
        values.map { value in zip(value.surfaces, weights).reduce(0) { $0 + $1.0 * $1.1 } }
    }

    /// How far each task lies from the mean, times the root of its weight, scaled so that their sum of squares is an unbiased
    /// variance: `[tasks][configurations]`.
    func deviations(_ values: [Values], means: [Double]) -> [[Double]] {
        let effective = 1 / weights.reduce(0) { $0 + $1 * $1 }
        let correction = effective > 1.001 ? min(effective / (effective - 1), 2) : 1
        return weights.indices.map { task in
            let factor = (weights[task] * correction).squareRoot()
            return zip(values, means).map { factor * ($0.surfaces[task] - $1) }
        }
    }
}
