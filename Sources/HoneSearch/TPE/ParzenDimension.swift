import Foundation
import HoneCore

/// One parameter as a Parzen estimator sees it: a coordinate between two ends, in steps or without any, or one of some choices.
///
/// The coordinate of a range is the number itself, or its natural logarithm on a logarithmic scale. Values in steps stand for the
/// cells around them, so the ends lie half a step outside. Ordinal lists are ranges of their indices.
package struct ParzenDimension: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Coordinates between `low` and `high`; with a step, those of `first + step * index`, index in 0 ..< `count`.
        case range(low: Double, high: Double, isLog: Bool, steps: Steps?)
        /// Choices without an order, by their indices.
        case choices(Int)
    }

    /// Values at equal distances, as numbers (not logarithms).
    package struct Steps: Sendable, Hashable {
        package var first: Double
        package var step: Double
        package var count: Int

        /// The number of the value nearest to a number.
        func index(of number: Double) -> Int {
            Int(min(max(((number - first) / step).rounded(), 0), Double(count - 1)))
        }

        func number(_ index: Int) -> Double { first + step * Double(index) }
    }

    package let domain: Domain
    package let kind: Kind

    package init(_ domain: Domain) {
        self.domain = domain
        switch domain {
        case .float(let low, let high, let scale, nil):
            kind = Self.range(low, high, scale, nil)
        case .float(let low, let high, let scale, let step?):
            kind = Self.range(low, high, scale, Steps(first: low, step: step, count: domain.count ?? 1))
        case .int(let low, let high, let scale, let step):
            kind = Self.range(
                Double(low), Double(high), scale,
                Steps(first: Double(low), step: Double(step ?? 1), count: domain.count ?? 1))
        case .ordinal(let values, _):
            kind = Self.range(
                0, Double(values.count - 1), .linear, Steps(first: 0, step: 1, count: values.count))
        case .categorical(let values):
            kind = .choices(values.count)
        case .fixed:
            kind = .choices(1)
        case .permutation:
            // `all(of:)` makes one of these for each thing.
            kind = Self.range(0, 1, .linear, nil)
        }
    }

    /// The dimensions of a parameter: one, or a key for each thing of an order (`Permutation.keys`).
    static func all(of domain: Domain) -> [ParzenDimension] {
        guard let items = domain.items else { return [ParzenDimension(domain)] }
        let key = ParzenDimension(.float(low: 0, high: 1, scale: .linear, step: nil))
        return items.map { _ in key }
    }

    private static func range(_ low: Double, _ high: Double, _ scale: Scale, _ steps: Steps?) -> Kind {
        var (low, high) = (low, high)
        if let steps {
            let half = steps.step / 2
            high = steps.number(steps.count - 1) + half
            // Where half a step would leave the positive numbers, half the value stays among them.
            low = scale == .log ? max(low - half, low / 2) : low - half
        }
        guard scale == .log else { return .range(low: low, high: high, isLog: false, steps: steps) }
        return .range(low: log(low), high: log(high), isLog: true, steps: steps)
    }

    /// A value's coordinate: NaN where it is missing or none of the domain's.
    package func coordinate(_ value: ParameterValue?) -> Double {
        guard let value else { return .nan }
        switch kind {
        case .choices:
            return domain.index(of: value).map(Double.init) ?? .nan
        case .range(_, _, let isLog, _):
            if domain.choices != nil { return domain.index(of: value).map(Double.init) ?? .nan }
            guard let number = value.number, domain.contains(value) else { return .nan }
            return isLog ? log(number) : number
        }
    }

    /// The domain's value nearest to a coordinate.
    package func value(_ coordinate: Double) -> ParameterValue {
        switch kind {
        case .choices(let count):
            return domain.value(atIndex: min(max(Int(coordinate), 0), count - 1))
        case .range(_, _, let isLog, let steps):
            let number = isLog ? exp(coordinate) : coordinate
            if let steps { return domain.value(atIndex: steps.index(of: number)) }
            guard let ends = domain.scaleEnds else { return domain.value(atUnit: 0.5) }
            return .float(min(max(number, ends.low), ends.high))
        }
    }

    /// The coordinate of the value nearest to a coordinate.
    func rounded(_ coordinate: Double) -> Double {
        guard case .range(_, _, let isLog, let steps?) = kind else { return coordinate }
        let number = steps.number(steps.index(of: isLog ? exp(coordinate) : coordinate))
        return isLog ? log(number) : number
    }

    /// The ends of the cell that a value in steps stands for.
    func cell(around coordinate: Double, isLog: Bool, _ steps: Steps) -> (low: Double, high: Double) {
        let number = steps.number(steps.index(of: isLog ? exp(coordinate) : coordinate))
        let half = steps.step / 2
        guard isLog else { return (number - half, number + half) }
        return (log(max(number - half, steps.first / 2)), log(number + half))
    }
}
