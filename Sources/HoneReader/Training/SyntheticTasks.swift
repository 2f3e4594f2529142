import Foundation
import HoneCore
import HoneNumerics

/// Tasks that no program ever ran: a space made up, a function drawn over it, random trials with noise. They teach what
/// holds for any surface; their names say nothing.
struct SyntheticTasks: Sendable {
    /// Vectors for names that are made up.
    let names: NameVectors

    private static let mostParameters = 14

    /// - Parameter trials: how many; more than any example takes.
    func draw(
        trials count: Int, facts: Int, using generator: inout SeededGenerator
    ) -> (task: ReaderTask, names: NameVectors) {
        while true {
            let width = 1 + Int(Double(Self.mostParameters) * pow(generator.uniform(), 1.5))
            let parameters = (0..<width).map { _ in parameter(using: &generator) }
            let conditional = condition(parameters, using: &generator)
            let surface = SyntheticSurface(parameters.map(\.domain), using: &generator)
            let trials = (0..<count).map { _ in
                ReaderTrial(values: self.values(parameters.map(\.domain), conditional, using: &generator))
            }
            let clean = trials.map(surface.value)
            let results = noisy(clean, using: &generator)
            var described = parameters
            if generator.uniform() < 0.5 {
                stateDefaults(&described, nearest: trials, results, using: &generator)
            }
            let task = try? ReaderTask(
                program: "", parameters: described, facts: [Float](repeating: 0, count: facts), trials: trials,
                values: results)
            if let task, task.isUsable { return (task, names) }
        }
    }

    private func parameter(using generator: inout SeededGenerator) -> ReaderTask.Parameter {
        let name = "x\(generator.integer(below: 1 << 40))"
        let kind = generator.uniform()
        let domain: Domain
        if kind < 0.22 {
            let count = 2 + generator.integer(below: 5)
            domain = .categorical((0..<count).map { .string("\(name)-\($0)") })
        } else if kind < 0.45 {
            let low = generator.integer(below: 4)
            let high = low + 1 + Int(exp(generator.uniform(0, 7)))
            domain = .int(low: low, high: high, scale: low > 0 && generator.uniform() < 0.4 ? .log : .linear, step: nil)
        } else {
            let low = exp(generator.uniform(-14, 2))
            let isLog = generator.uniform() < 0.5
            domain = .float(
                low: isLog || generator.uniform() < 0.3 ? low : 0,
                high: low * exp(generator.uniform(0.7, isLog ? 16 : 4)),
                scale: isLog ? .log : .linear, step: nil)
        }
        return ReaderTask.Parameter(name: name, domain: domain)
    }

    /// A parameter that exists only with the first choice of another.
    private func condition(
        _ parameters: [ReaderTask.Parameter], using generator: inout SeededGenerator
    ) -> (parent: Int, child: Int)? {
        guard parameters.count > 2, generator.uniform() < 0.25,
            let parent = parameters.firstIndex(where: { $0.domain.isCategorical })
        else { return nil }
        let child = generator.integer(below: parameters.count)
        return child == parent ? nil : (parent, child)
    }

    private func values(
        _ domains: [Domain], _ condition: (parent: Int, child: Int)?, using generator: inout SeededGenerator
    ) -> [ReaderTrial.Value] {
        var values = domains.map { ReaderTrial.Value($0.value(atQuantile: generator.uniform()), in: $0) }
        if let condition, values[condition.parent].choice != 0 { values[condition.child] = .missing }
        return values
    }

    /// Noise of a random size, and sometimes a scale on which the best lies close together, as errors do.
    private func noisy(_ clean: [Double], using generator: inout SeededGenerator) -> [Double] {
        let mean = clean.reduce(0, +) / Double(clean.count)
        let deviation = (clean.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(clean.count)).squareRoot() + 1e-9
        let noise = exp(generator.uniform(log(0.002), log(0.4)))
        let skew = generator.uniform() < 0.5 ? generator.uniform(0.3, 1.5) : 0
        return clean.map { value in
            let scaled = (value - mean) / deviation
            return (skew > 0 ? expm1(skew * scaled) / skew : scaled) + noise * generator.normal()
        }
    }

    /// A default as people choose them: a fairly good trial's values.
    private func stateDefaults(
        _ parameters: inout [ReaderTask.Parameter], nearest trials: [ReaderTrial], _ values: [Double],
        using generator: inout SeededGenerator
    ) {
        let tried = (0..<4).map { _ in generator.integer(below: trials.count) }
        guard let best = tried.min(by: { values[$0] < values[$1] }) else { return }
        for (index, value) in trials[best].values.enumerated() {
            let domain = parameters[index].domain
            if value.choice >= 0 {
                parameters[index].defaultValue = domain.choices?[Int(value.choice)]
            } else if !value.unit.isNaN {
                parameters[index].defaultValue = domain.value(atUnit: Double(value.unit))
            }
        }
    }
}
