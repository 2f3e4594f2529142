/// Non-dominated sorting: rank 0 is the Pareto front, rank 1 the front of what is left without it, and so on.
package enum NonDominatedSorting {
    /// The rank of each vector among all of them.
    ///
    /// Vectors are taken in lexical order, so that none is dominated by a later one, and each goes to the first front none
    /// of whose members dominates it: the efficient non-dominated sort with binary search (Zhang, Tian, Cheng and Jin, "An
    /// efficient approach to nondominated sorting for evolutionary multiobjective optimization", 2015). With two objectives
    /// a front's last member alone decides, which makes it O(n log n).
    ///
    ///     NonDominatedSorting.ranks(of: [[1, 1], [2, 2], [0, 3]])     // [0, 1, 0]
    ///
    /// - Parameter vectors: minimised values, all of one length; a NaN counts as the worst value.
    /// - Complexity: O(n log n) for one and two objectives, else O(m n²) at most.
    package static func ranks(of vectors: [[Double]]) -> [Int] {
        guard let dimension = vectors.first?.count, dimension > 0 else { return vectors.map { _ in 0 } }
        precondition(vectors.allSatisfy { $0.count == dimension }, "vectors of one length")
        let vectors = vectors.map { $0.map(Dominance.comparable) }
        let order = vectors.indices.sorted {
            vectors[$0] == vectors[$1] ? $0 < $1 : vectors[$0].lexicographicallyPrecedes(vectors[$1])
        }
        var ranks = [Int](repeating: 0, count: vectors.count)
        var fronts: [[Int]] = []
        var previous: Int?
        for index in order {
            // Equal vectors do not dominate each other.
            if let previous, vectors[previous] == vectors[index] {
                ranks[index] = ranks[previous]
            } else {
                ranks[index] = firstFront(for: index, among: fronts, vectors, dimension: dimension)
            }
            if ranks[index] == fronts.count { fronts.append([]) }
            fronts[ranks[index]].append(index)
            previous = index
        }
        return ranks
    }

    /// Ranks under constrained domination: feasible vectors by their values, behind them the infeasible ones by their total
    /// violation alone (Deb et al. 2002, section VI).
    ///
    /// - Parameter violations: one a vector; 0 or less where its constraints are met, NaN where it is unknown.
    package static func ranks(of vectors: [[Double]], violations: [Double]) -> [Int] {
        precondition(vectors.count == violations.count, "one violation a vector")
        let excesses = violations.map(Dominance.excess)
        let feasible = vectors.indices.filter { excesses[$0] == 0 }
        guard feasible.count < vectors.count else { return ranks(of: vectors) }
        var result = [Int](repeating: 0, count: vectors.count)
        var next = 0
        for (index, rank) in zip(feasible, ranks(of: feasible.map { vectors[$0] })) {
            result[index] = rank
            next = max(next, rank + 1)
        }
        let levels = Set(excesses).filter { $0 > 0 }.sorted()
        let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, next + $0) })
        for index in vectors.indices where excesses[index] > 0 { result[index] = places[excesses[index]] ?? next }
        return result
    }

    /// The indices by rank, each front in the order of the indices.
    package static func fronts(of ranks: [Int]) -> [[Int]] {
        var fronts = [[Int]](repeating: [], count: (ranks.max() ?? -1) + 1)
        for (index, rank) in ranks.enumerated() { fronts[rank].append(index) }
        return fronts
    }

    /// The first front without a member that dominates the vector; fronts are nested, so halving finds it.
    private static func firstFront(for index: Int, among fronts: [[Int]], _ vectors: [[Double]], dimension: Int) -> Int
    {
        var low = 0
        var high = fronts.count
        while low < high {
            let middle = (low + high) / 2
            if contains(fronts[middle], dominatorOf: vectors[index], vectors, dimension: dimension) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private static func contains(
        _ front: [Int], dominatorOf vector: [Double], _ vectors: [[Double]], dimension: Int
    ) -> Bool {
        guard dimension > 2 else {
            // The first value rises through the order, so the last member has the lowest second value.
            guard let last = front.last else { return false }
            return dimension == 1 || vectors[last][1] <= vector[1]
        }
        // The first value decided the order already; members near in it are the likeliest dominators.
        return front.reversed().contains { member in
            let other = vectors[member]
            for place in 1..<dimension where other[place] > vector[place] { return false }
            return true
        }
    }
}
