import HoneCore
import HoneNumerics

/// A part of a search space: for every parameter a run of its values, or a stretch of its scale where it is continuous.
struct SpaceBox: Sendable {
    enum Side: Sendable, Hashable {
        /// Numbers of values, both ends included.
        case indices(Int, Int)
        /// Places on the scale, 0...1.
        case stretch(Double, Double)
    }

    /// One for each parameter of the space, in its order.
    private(set) var sides: [Side]

    init(_ space: SearchSpace) {
        sides = space.parameters.map { parameter in
            parameter.domain.count.map { .indices(0, max($0, 1) - 1) } ?? .stretch(0, 1)
        }
    }

    /// The part of the parameter's whole domain that the box leaves, 0...1; 0 where it cannot be divided any further.
    func width(of index: Int, in space: SearchSpace) -> Double {
        switch sides[index] {
        case .indices(let first, let last):
            first == last ? 0 : Double(last - first + 1) / Double(space.parameters[index].domain.count ?? 1)
        case .stretch(let low, let high):
            high - low > Self.finest ? high - low : 0
        }
    }

    /// Stretches shorter than this are not divided: places on a scale are no finer.
    private static let finest = 0x1p-50

    /// Whether the parameter can take one value only.
    func isSingle(_ index: Int) -> Bool {
        if case .indices(let first, let last) = sides[index] { first == last } else { false }
    }

    /// Whether nothing but single values is left.
    var isSingle: Bool { sides.indices.allSatisfy(isSingle) }

    /// Both halves of one side.
    func divided(at index: Int) -> (SpaceBox, SpaceBox) {
        var (a, b) = (self, self)
        switch sides[index] {
        case .indices(let first, let last):
            let middle = first + (last - first) / 2
            a.sides[index] = .indices(first, middle)
            b.sides[index] = .indices(middle + 1, last)
        case .stretch(let low, let high):
            let middle = low + (high - low) / 2
            a.sides[index] = .stretch(low, middle)
            b.sides[index] = .stretch(middle, high)
        }
        return (a, b)
    }

    /// A random configuration of the box; constraints are not looked at.
    func draw(from space: SearchSpace, using generator: inout SeededGenerator) -> Configuration {
        space.configuration { parameter in
            switch sides[space.index(of: parameter.name) ?? 0] {
            case .indices(let first, let last):
                parameter.domain.value(atIndex: first + generator.integer(below: last - first + 1))
            case .stretch(let low, let high):
                parameter.domain.value(atUnit: low + (high - low) * generator.uniform())
            }
        }
    }

    /// What the parameter can be.
    func possibility(of index: Int, in space: SearchSpace) -> Possibility {
        let domain = space.parameters[index].domain
        switch sides[index] {
        case .indices(let first, let last):
            if first == last { return Possibility(domain.value(atIndex: first)) }
            let numbers: [Double?] =
                domain.choices.map { $0[first...last].map(\.number) }
                ?? [domain.value(atIndex: first).number, domain.value(atIndex: last).number]
            let known = numbers.compactMap(\.self)
            guard known.count == numbers.count, let low = known.min(), let high = known.max() else { return .anything }
            return .number(Interval(low, high))
        case .stretch(let low, let high):
            guard let first = domain.value(atUnit: low).number, let last = domain.value(atUnit: high).number else {
                return .anything
            }
            // A place may round to a value a little outside what the ends say.
            let slack = 1e-12 * max(first.magnitude, last.magnitude)
            return .number(Interval(first - slack, last + slack))
        }
    }

    /// Whether the parameters are active, as far as the box says.
    func activity(in space: SearchSpace) -> [Possibility.Truth] {
        var result = [Possibility.Truth](repeating: .holds, count: sides.count)
        for index in space.order {
            for condition in space.parameters[index].conditions {
                guard let parent = space.index(of: condition.parent) else { continue }
                let value = possibility(of: parent, in: space)
                let holds = condition.values.map { value.equals(Possibility($0)) }.reduce(.fails) { $0 || $1 }
                result[index] = result[index] && result[parent] && holds
            }
        }
        return result
    }
}
