import HoneCore
import HoneNumerics

/// A part of a task: some of its trials, some of its parameters, narrower ranges.
struct TaskCut: Sendable {
    /// Of the task's trials and parameters.
    private(set) var rows: [Int]
    private(set) var parameters: [Int]
    /// The searched part of each of the task's parameters, in 0...1 of its scale.
    private(set) var parts: [ClosedRange<Double>]

    /// Fewer rows are not left.
    private static let leastRows = 20
    /// How near to a fixed parameter's value a trial must lie.
    private static let nearness: Float = 0.15

    init(_ task: ReaderTask) {
        rows = Array(task.trials.indices)
        parameters = Array(task.parameters.indices)
        parts = task.parameters.map { _ in 0...1 }
    }

    /// Keeps the trials near one value of a parameter, and drops the parameter; nothing where too few would be left.
    mutating func fix(in task: ReaderTask, using generator: inout SeededGenerator) {
        let place = generator.integer(below: task.parameters.count)
        let value = task.trials[generator.integer(below: task.trials.count)].values[place]
        let kept = rows.filter { row in
            let other = task.trials[row].values[place]
            return other.choice == value.choice && abs(other.unit - value.unit) < Self.nearness
        }
        // NaN is near nothing: a conditional parameter is not fixed while some trials lack it.
        guard kept.count >= Self.leastRows, !rows.contains(where: { task.trials[$0].values[place].unit.isNaN }) else {
            return
        }
        rows = kept
        parameters.removeAll { $0 == place }
    }

    /// Keeps the trials within a part of a number's range.
    mutating func narrow(in task: ReaderTask, using generator: inout SeededGenerator) {
        let place = generator.integer(below: task.parameters.count)
        let part = generator.uniform(0, 0.4)...generator.uniform(0.6, 1)
        guard parameters.contains(place), task.parameters[place].domain.isCoded else { return }
        let kept = rows.filter { row in
            let unit = task.trials[row].values[place].unit
            return unit.isNaN || part.contains(Double(unit))
        }
        guard kept.count >= Self.leastRows else { return }
        rows = kept
        parts[place] = part
    }

    /// A value of one of the task's parameters in the part's own measure.
    func value(_ value: ReaderTrial.Value, of parameter: Int) -> ReaderTrial.Value {
        guard value.choice < 0, !value.unit.isNaN else { return value }
        let part = parts[parameter]
        let unit = (Double(value.unit) - part.lowerBound) / (part.upperBound - part.lowerBound)
        return ReaderTrial.Value(unit: Float(min(max(unit, 0), 1)))
    }

    func trial(_ row: Int, of task: ReaderTask) -> ReaderTrial {
        ReaderTrial(values: parameters.map { value(task.trials[row].values[$0], of: $0) })
    }
}
