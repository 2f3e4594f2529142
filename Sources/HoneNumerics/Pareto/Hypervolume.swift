/// Hypervolume: what is dominated by vectors within a reference point, the measure of a Pareto front (Zitzler and Thiele,
/// "Multiobjective optimization using evolutionary algorithms", 1998).
package enum Hypervolume {
    /// The volume that the vectors dominate and the reference point bounds, exactly.
    ///
    ///     Hypervolume.of([[0, 1], [1, 0]], reference: [2, 2])     // 3
    ///
    /// Two objectives: a sweep. Three: a sweep over the third with the area of the others kept up to date (Beume, Fonseca,
    /// Lopez-Ibanez, Paquete and Vahrenhold, "On the complexity of computing the hypervolume indicator", 2009). More: WFG
    /// with slicing (While, Bradstreet and Barone, "A fast way of calculating exact hypervolumes", 2012).
    ///
    /// - Parameters:
    ///   - vectors: minimised values; those not below the reference everywhere, and those with a NaN, add nothing.
    ///   - reference: a value an objective.
    package static func of(_ vectors: [[Double]], reference: [Double]) -> Double {
        var boxes = BoxUnion(dimension: reference.count)
        for vector in vectors { boxes.append(vector, reference: reference) }
        return boxes.volume()
    }

    /// What each vector adds: the volume that it alone dominates; 0 for dominated and for repeated vectors.
    ///
    ///     Hypervolume.contributions(of: [[0, 1], [1, 0]], reference: [2, 2])     // [1, 1]
    package static func contributions(of vectors: [[Double]], reference: [Double]) -> [Double] {
        if let result = planarContributions(vectors, reference) { return result }
        return vectors.indices.map { index in
            let others = vectors.indices.filter { $0 != index }.map { vectors[$0] }
            return improvement(by: vectors[index], over: others, reference: reference)
        }
    }

    /// How much one more vector would add to the hypervolume of the others.
    package static func improvement(by vector: [Double], over others: [[Double]], reference: [Double]) -> Double {
        var own = BoxUnion(dimension: reference.count)
        own.append(vector, reference: reference)
        guard own.count == 1 else { return 0 }
        var shared = BoxUnion(dimension: reference.count)
        for other in others { shared.append(zip(vector, other).map { max($0, $1) }, reference: reference) }
        let (all, old) = (own.volume(), shared.volume())
        // An infinite box within an infinite one adds nothing that could be measured.
        return all == old ? 0 : max(0, all - old)
    }

    /// With two objectives each member of a front has its rectangle up to its neighbours; nil for more objectives, or where
    /// other vectors lie behind the front.
    private static func planarContributions(_ vectors: [[Double]], _ reference: [Double]) -> [Double]? {
        guard reference.count == 2 else { return nil }
        let inside = vectors.indices.filter { vectors[$0][0] < reference[0] && vectors[$0][1] < reference[1] }
        let front = inside.sorted { (vectors[$0][0], vectors[$0][1]) < (vectors[$1][0], vectors[$1][1]) }
        guard zip(front, front.dropFirst()).allSatisfy({ vectors[$0][1] > vectors[$1][1] }) else { return nil }
        var result = [Double](repeating: 0, count: vectors.count)
        for (place, index) in front.enumerated() {
            let right = place + 1 < front.count ? vectors[front[place + 1]][0] : reference[0]
            let top = place > 0 ? vectors[front[place - 1]][1] : reference[1]
            result[index] = (right - vectors[index][0]) * (top - vectors[index][1])
        }
        return result
    }
}
