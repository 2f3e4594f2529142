import HoneCore
import HoneReader

/// What past tasks of a study's program say of its configurations: the mean and the spread of their surfaces.
package struct ProgramSurfaces: Sendable {
    private let surfaces: [TaskSurface]
    private let coding: SurfaceCoding
    private let parameters: [Parameter]

    /// Past tasks that are used; more say little more.
    package static let mostTasks = 24
    /// The deviation of a single surface from what is to come.
    private static let deviationOfOne: Float = 0.25

    /// - Parameters:
    ///   - space: of the study.
    ///   - past: trials of past tasks with minimised results. Their values are placed on the study's scales; trials that lie outside
    ///     are left out.
    /// - Returns: nil if no past task has trials enough in the study's space.
    package init?(_ space: SearchSpace, past: [(configurations: [Configuration], values: [Double])]) {
        let searched = space.searched
        let coding = SurfaceCoding(searched)
        surfaces = past.prefix(Self.mostTasks).compactMap { task in
            var points: [[Double]] = []
            var values: [Double] = []
            for (configuration, value) in zip(task.configurations, task.values) {
                guard let trial = ReaderTrial(placing: configuration, in: searched) else { continue }
                points.append(coding.point(trial))
                values.append(value)
            }
            return TaskSurface(points, values: values, parameters: coding.count)
        }
        guard !surfaces.isEmpty else { return nil }
        self.coding = coding
        parameters = searched
    }

    /// What the surfaces say of each trial.
    package func estimates(_ trials: [ReaderTrial]) -> [SurfaceEstimate] {
        trials.map { trial in
            let point = coding.point(trial)
            return Self.estimate(surfaces.map { $0.share(at: point) })
        }
    }

    /// Mean and deviation of what several surfaces say.
    package static func estimate(_ shares: [Double]) -> SurfaceEstimate {
        let mean = shares.reduce(0, +) / Double(max(1, shares.count))
        guard shares.count > 1 else { return SurfaceEstimate(mean: Float(mean), deviation: deviationOfOne) }
        let square = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shares.count)
        return SurfaceEstimate(mean: Float(mean), deviation: Float(square.squareRoot()))
    }
}

extension ReaderTrial {
    /// A past configuration in a study's space.
    ///
    /// - Returns: nil if it has a value that the space does not have; parameters that it does not have are missing.
    fileprivate init?(placing configuration: Configuration, in parameters: [Parameter]) {
        var values: [Value] = []
        for parameter in parameters {
            let value = Value(configuration[parameter.name], in: parameter.domain)
            if value == .missing, configuration[parameter.name] != nil { return nil }
            values.append(value)
        }
        self.init(values: values)
    }
}
