import Foundation
import HoneCore

/// A range of numbers as linear conditions see it: a coordinate that is 0 at the low end and 1 at the high one, of the number or of
/// its logarithm.
///
/// Values in steps stand for the cells around them, so the coordinate goes half a step beyond them; a point that is uniform within
/// the cells gives each value its share.
struct LinearVariable: Sendable, Hashable {
    let name: String
    let domain: Domain
    let isLog: Bool
    /// The low end and the width, both as logarithms on a logarithmic scale.
    let low: Double
    let width: Double
    /// The ends of the coordinate.
    let lower: Double
    let upper: Double
    private let steps: (first: Double, step: Double, count: Int)?

    static func == (a: LinearVariable, b: LinearVariable) -> Bool { a.name == b.name && a.domain == b.domain }

    func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(domain)
    }

    /// Half a step and the most that it can change the coordinate's number or logarithm by; 0 without steps.
    let halfCell: Double

    /// - Returns: nil for what is no range of more than one number.
    init?(_ parameter: Parameter) {
        guard let ends = parameter.domain.scaleEnds, parameter.domain.choices == nil, parameter.domain.isSearched else {
            return nil
        }
        name = parameter.name
        domain = parameter.domain
        isLog = ends.scale == .log
        let measured: (Double) -> Double = ends.scale == .log ? { log($0) } : { $0 }
        low = measured(ends.low)
        width = measured(ends.high) - low
        guard width > 0, width.isFinite else { return nil }
        guard let step = domain.step, let count = domain.count else {
            (lower, upper, halfCell, steps) = (0, 1, 0, nil)
            return
        }
        let half = step / 2
        let last = ends.low + step * Double(count - 1)
        let lowest = ends.scale == .log ? max(ends.low - half, ends.low / 2) : ends.low - half
        lower = (measured(lowest) - low) / width
        upper = (measured(last + half) - low) / width
        halfCell = ends.scale == .log ? max(low - measured(lowest), measured(ends.low + half) - low) : half
        steps = (ends.low, step, count)
    }

    var isStepped: Bool { steps != nil }
    /// How far two neighbouring values lie apart; 0 without steps and on a logarithmic scale.
    var stride: Double { isLog ? 0 : (steps?.step ?? 0) / width }

    /// The coordinate of a value.
    func place(_ value: ParameterValue) -> Double? { domain.unit(value) }

    /// The nearest value.
    func value(_ place: Double) -> ParameterValue {
        guard let steps else { return domain.value(atUnit: place) }
        let number = isLog ? exp(low + place * width) : low + place * width
        let index = ((number - steps.first) / steps.step).rounded()
        return domain.value(atIndex: Int(min(max(index, 0), Double(steps.count - 1))))
    }

    /// The value so many steps away, if there is one.
    func neighbour(of value: ParameterValue, by offset: Int) -> ParameterValue? {
        guard let steps, let number = value.number else { return nil }
        let index = Int(((number - steps.first) / steps.step).rounded()) + offset
        return (0..<steps.count).contains(index) ? domain.value(atIndex: index) : nil
    }
}

extension Domain {
    /// The distance of a range's values, if it has one.
    fileprivate var step: Double? {
        switch self {
        case .float(_, _, _, let step): step
        case .int(_, _, _, let step): Double(step ?? 1)
        default: nil
        }
    }
}
