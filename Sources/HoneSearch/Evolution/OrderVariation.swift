import HoneCore
import HoneNumerics

/// How the keys of an order of things vary (`Permutation.keys`).
enum OrderVariation {
    /// A stretch of one order, and around it the other things in the order that the other parent has them (order crossover: Davis,
    /// "Applying adaptive algorithms to epistatic domains", 1985). NaN keys say that a parent has no order.
    static func crossed(_ mother: [Double], _ father: [Double], using generator: inout SeededGenerator) -> [Double] {
        if mother.contains(where: \.isNaN) { return father }
        if father.contains(where: \.isNaN) { return mother }
        let (first, second) = (Permutation.order(byKeys: mother), Permutation.order(byKeys: father))
        let ends = [generator.integer(below: first.count), generator.integer(below: first.count)].sorted()
        let kept = Set(first[ends[0]...ends[1]])
        var others = second.filter { !kept.contains($0) }[...]
        let order = first.indices.map { place in
            (ends[0]...ends[1]).contains(place) ? first[place] : others.popFirst() ?? first[place]
        }
        return Permutation.keys(of: order)
    }

    /// Two things exchanged, or one moved.
    static func mutated(_ keys: [Double], using generator: inout SeededGenerator) -> [Double] {
        let order = Permutation.order(byKeys: keys)
        let a = generator.integer(below: order.count)
        let other = generator.integer(below: order.count - 1)
        let b = other < a ? other : other + 1
        return Permutation.keys(
            of: generator.uniform() < 0.5
                ? Permutation.swapped(order, a, b) : Permutation.moved(order, from: a, to: b))
    }
}
