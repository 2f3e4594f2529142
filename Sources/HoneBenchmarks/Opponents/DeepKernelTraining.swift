import Foundation
import HoneNumerics
import HoneSearch

/// How a deep kernel learns: on past tasks together, then on the own trials (algorithms 1 and 2 there).
struct DeepKernelTraining {
    /// Steps on past tasks, and trials in each.
    static let steps = 3000
    static let batch = 50
    /// Steps on the own trials, from what the past taught, before each suggestion.
    static let ownSteps = 50
    private static let rate = 1e-3

    /// The kernel that makes the past tasks likely.
    ///
    /// Each step takes some trials of one task, with a unit and a level of its own: results as parts of the way between two values
    /// drawn within the task's range, so that no scale is learnt (task augmentation, section 4.2).
    ///
    /// - Returns: nil where no task has two different results.
    static func learnt(_ tasks: [PlacedTask], inputs: Int, steps: Int = steps, using generator: inout SeededGenerator)
        -> DeepKernel?
    {
        let useful = tasks.filter { Set($0.values).count > 1 }
        guard !useful.isEmpty else { return nil }
        var kernel = DeepKernel(inputs: inputs, using: &generator)
        var adam = Adam(count: kernel.weights.count, rate: rate)
        for _ in 0..<steps {
            let task = useful[generator.integer(below: useful.count)]
            let (low, high) = (task.values.min() ?? 0, task.values.max() ?? 0)
            let ends = [generator.uniform(low, high), generator.uniform(low, high)].sorted()
            let unit = max(ends[1] - ends[0], narrowest * (high - low))
            let chosen = generator.sample(min(batch, task.values.count), from: task.values.count)
            let targets = chosen.map { (task.values[$0] - ends[0]) / unit }
            guard let loss = kernel.loss(task.features.selecting(chosen), targets: targets) else { continue }
            adam.step(&kernel.weights, loss.gradient)
        }
        return kernel
    }

    /// The range of drawn units, at least, in parts of the task's.
    private static let narrowest = 0.05

    /// The kernel after some steps on own trials.
    static func tuned(_ kernel: DeepKernel, _ points: FeatureMatrix, targets: [Double]) -> DeepKernel {
        var tuned = kernel
        var adam = Adam(count: kernel.weights.count, rate: rate)
        for _ in 0..<ownSteps {
            guard let loss = tuned.loss(points, targets: targets) else { break }
            adam.step(&tuned.weights, loss.gradient)
        }
        return tuned
    }
}

/// Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1.
private struct Adam {
    private var first: [Double]
    private var second: [Double]
    private var count = 0
    private let rate: Double

    init(count: Int, rate: Double) {
        first = Array(repeating: 0, count: count)
        second = first
        self.rate = rate
    }

    mutating func step(_ weights: inout [Double], _ gradient: [Double]) {
        count += 1
        let (beta1, beta2) = (0.9, 0.999)
        let (mean, square) = (1 - pow(beta1, Double(count)), 1 - pow(beta2, Double(count)))
        for index in weights.indices {
            first[index] += (1 - beta1) * (gradient[index] - first[index])
            second[index] += (1 - beta2) * (gradient[index] * gradient[index] - second[index])
            weights[index] -= rate * (first[index] / mean) / ((second[index] / square).squareRoot() + 1e-8)
        }
    }
}
