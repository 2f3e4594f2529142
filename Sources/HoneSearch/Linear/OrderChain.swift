import HoneCore
import HoneNumerics

/// Ranges with the same ends of which each is at most (or below) the next: `a <= b < c`. Draws are sorted, which is exact.
///
/// Of k whole numbers in rising order, of which neighbours may be equal at e places, there are as many as of k different ones
/// among e more: the i-th is moved up by the places before it that allow equals (Feller, "An introduction to probability theory",
/// 1968, section II.5).
struct OrderChain: Sendable {
    private let domain: Domain
    /// The variables' indices in rising order.
    private let order: [Int]
    /// Whether each but the last may equal the next.
    private let mayEqual: [Bool]
    private let count: Int?

    /// - Returns: nil where the conditions are not those of one chain, or the ranges differ.
    init?(_ variables: [LinearVariable], _ conditions: [LinearCondition]) {
        guard variables.count > 1, let first = variables.first, variables.allSatisfy({ $0.domain == first.domain }),
            !(first.isStepped && first.isLog)
        else { return nil }
        let places = Dictionary(uniqueKeysWithValues: variables.enumerated().map { ($1.name, $0) })
        var links: [[Int]: Bool] = [:]
        for condition in conditions {
            guard condition.weights.count == 2, condition.bound == 0, !condition.isEquality,
                let lower = condition.weights.first(where: { $0.value > 0 }),
                let upper = condition.weights.first(where: { $0.value < 0 }), lower.value == -upper.value,
                let a = places[lower.key], let b = places[upper.key]
            else { return nil }
            links[[a, b]] = (links[[a, b]] ?? false) || condition.isStrict
        }
        // In a chain each variable has another number of those that follow it, directly or not.
        var above = variables.indices.map { place in Set(links.keys.filter { $0[0] == place }.map { $0[1] }) }
        for _ in variables {
            for place in above.indices { for next in above[place] { above[place].formUnion(above[next]) } }
        }
        order = variables.indices.sorted { above[$0].count > above[$1].count }
        for (rank, place) in order.enumerated() {
            guard above[place].count == variables.count - 1 - rank, !above[place].contains(place) else { return nil }
        }
        var mayEqual: [Bool] = []
        for (a, b) in zip(order, order.dropFirst()) {
            guard let isStrict = links[[a, b]] else { return nil }
            mayEqual.append(!isStrict)
        }
        // A strict link over several others says of none of them that it is the strict one.
        let ranks = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        for (link, isStrict) in links where isStrict && first.isStepped {
            guard let low = ranks[link[0]], let high = ranks[link[1]] else { return nil }
            if (low..<high).allSatisfy({ mayEqual[$0] }) { return nil }
        }
        self.mayEqual = mayEqual
        domain = first.domain
        count = first.isStepped ? first.domain.count : nil
    }

    /// Values of the variables; nil where there are too few whole numbers.
    func draw(using generator: inout SeededGenerator) -> [ParameterValue]? {
        var rising: [ParameterValue] = []
        if let count {
            let equals = mayEqual.filter(\.self).count
            guard count <= Int.max - equals, count + equals >= order.count else { return nil }
            var shift = 0
            for (rank, number) in generator.sample(order.count, from: count + equals).sorted().enumerated() {
                if rank > 0, mayEqual[rank - 1] { shift += 1 }
                rising.append(domain.value(atIndex: number - shift))
            }
        } else {
            rising = order.map { _ in generator.uniform() }.sorted().map(domain.value(atUnit:))
        }
        var result = rising
        for (rank, place) in order.enumerated() { result[place] = rising[rank] }
        return result
    }
}
