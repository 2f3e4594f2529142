import HoneCore
import HoneNumerics

/// Configurations near a given one.
package struct Neighbours: Sendable {
    package let space: SearchSpace
    /// Domains with at most this many values are walked through whole; larger ones are searched in steps.
    package static let fewValues = 32
    /// Standard deviations of the steps along a large domain, in parts of its range.
    private static let steps = [0.01, 0.03, 0.1, 0.25]
    /// Orders of things that are tried around one, beside exchanges of neighbours.
    private static let orders = 24
    /// Joint steps along all large domains at once, for each standard deviation.
    private static let jointSteps = 8

    package init(_ space: SearchSpace) {
        self.space = space
    }

    /// Every change of one parameter with few values; random steps of several lengths along one parameter with many, and along
    /// all of these at once. Parameters that a change makes active are drawn at random; constraints hold: where a
    /// linear one would not, the change ends where it does.
    package func around(_ center: Configuration, using generator: inout SeededGenerator) -> [Configuration] {
        var result: [Configuration] = []
        let large = space.searched.filter {
            !Self.hasFewValues($0.domain) && $0.domain.items == nil && center[$0.name] != nil
        }
        for parameter in space.searched {
            guard let current = center[parameter.name] else { continue }
            if let count = parameter.domain.count, count <= Self.fewValues {
                for index in 0..<count {
                    let value = parameter.domain.value(atIndex: index)
                    guard value != current else { continue }
                    result.append(changing(center, [parameter.name: value], using: &generator))
                }
            } else if parameter.domain.items != nil {
                for value in Self.orders(near: current, in: parameter.domain, using: &generator) {
                    result.append(changing(center, [parameter.name: value], using: &generator))
                }
            } else if let place = parameter.domain.unit(current) {
                for deviation in Self.steps {
                    let value = parameter.domain.value(atUnit: place + deviation * generator.normal())
                    result.append(changing(center, [parameter.name: value], using: &generator))
                }
            }
        }
        if large.count > 1 {
            for deviation in Self.steps {
                for _ in 0..<Self.jointSteps {
                    var changes: [String: ParameterValue] = [:]
                    for parameter in large {
                        guard let place = center[parameter.name].flatMap({ parameter.domain.unit($0) }) else {
                            continue
                        }
                        changes[parameter.name] = parameter.domain.value(atUnit: place + deviation * generator.normal())
                    }
                    result.append(changing(center, changes, using: &generator))
                }
            }
        }
        guard let linear = LinearConstraints.of(space) else { return result.filter(space.satisfiesConstraints) }
        return result.compactMap { space.satisfiesConstraints($0) ? $0 : linear.nearest(to: $0) }
    }

    /// Orders that differ by an exchange of two neighbours, all of them, and some that differ by one exchange or one move, or by a
    /// few of them.
    private static func orders(
        near value: ParameterValue, in domain: Domain, using generator: inout SeededGenerator
    ) -> [ParameterValue] {
        guard let order = domain.order(of: value) else { return [] }
        var result = (1..<order.count).map { Permutation.swapped(order, $0 - 1, $0) }
        for number in 0..<orders {
            var changed = order
            for _ in 0...(number % 4 == 3 ? 2 : 0) {
                let (a, b) = (generator.integer(below: order.count), generator.integer(below: order.count))
                changed =
                    generator.uniform() < 0.5
                    ? Permutation.swapped(changed, a, b) : Permutation.moved(changed, from: a, to: b)
            }
            if changed != order { result.append(changed) }
        }
        return result.map(domain.value(inOrder:))
    }

    static func hasFewValues(_ domain: Domain) -> Bool { domain.count.map { $0 <= fewValues } ?? false }

    /// The configuration with some values changed, and whatever follows from that for the parameters below.
    func changing(
        _ center: Configuration, _ changes: [String: ParameterValue], using generator: inout SeededGenerator
    ) -> Configuration {
        space.configuration { parameter in
            changes[parameter.name] ?? center[parameter.name]
                ?? parameter.domain.value(atQuantile: generator.uniform())
        }
    }
}
