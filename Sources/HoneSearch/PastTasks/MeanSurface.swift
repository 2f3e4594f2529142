import HoneCore

/// The mean of past tasks' surfaces over a study's space: each a Gaussian process through the task's trials, in units of its
/// scale, the median at 0.
package struct MeanSurface: Sendable {
    private let encoder: FeatureEncoder
    private let processes: [(process: GaussianProcess, mean: Double)]
    private let lengthScales: [String: Double]

    /// - Returns: nil if the family kept no trials, or if the study lacks one of its parameters (or has it as another kind):
    ///   then its trials cannot be placed in the study's space.
    package init?(_ family: FamilySummary, for space: SearchSpace) {
        guard let surfaces = family.surfaces else { return nil }
        let encoder = FeatureEncoder(family.space)
        let isComplete = encoder.parameters.allSatisfy { past in
            space[past.name].map { $0.domain.isCategorical == past.domain.isCategorical } ?? false
        }
        guard isComplete, surfaces.logLengthScales.count == encoder.parameters.count else { return nil }
        let model = GaussianProcess.Model(encoder)
        let hyperparameters = GaussianProcess.Hyperparameters(
            logLengthScales: surfaces.logLengthScales, logSignal: surfaces.logSignal, logNoise: surfaces.logNoise)
        processes = surfaces.tasks.compactMap { task in
            let width = encoder.columns.count
            guard !task.values.isEmpty, task.coordinates.count == task.values.count * width else { return nil }
            var features = FeatureMatrix(columns: width)
            for row in task.values.indices {
                features.append(task.coordinates[row * width..<(row + 1) * width].map(Double.init))
            }
            let values = task.values.map(Double.init)
            let mean = values.reduce(0, +) / Double(values.count)
            return GaussianProcess(
                model, hyperparameters, points: Points(features), targets: values.map { $0 - mean }
            ).map { ($0, mean) }
        }
        guard !processes.isEmpty else { return nil }
        self.encoder = encoder
        lengthScales = Dictionary(
            zip(encoder.parameters.map(\.name), surfaces.logLengthScales), uniquingKeysWith: { first, _ in first })
    }

    /// The surface at some configurations of the study.
    package func values(_ configurations: [Configuration]) -> [Double] {
        let points = Points(encoder.encode(configurations))
        var sums = [Double](repeating: 0, count: configurations.count)
        for (process, mean) in processes {
            for (index, value) in process.means(points).enumerated() { sums[index] += mean + value }
        }
        return sums.map { $0 / Double(processes.count) }
    }

    /// Length scales for a study's space; parameters that the past does not know get the average.
    package func logLengthScales(for other: FeatureEncoder) -> [Double] {
        let average =
            encoder.parameters.reduce(0) { $0 + (lengthScales[$1.name] ?? 0) }
            / Double(max(1, encoder.parameters.count))
        return other.parameters.map { lengthScales[$0.name] ?? average }
    }
}
