import HoneNumerics

/// Decides who of parents and children lives on.
protocol SurvivorSelection: Sendable {
    /// - Parameters:
    ///   - individuals: parents and children, in the order of their trials.
    ///   - count: how many survive at most.
    ///   - seed: for what is left to chance.
    func survivors(_ individuals: [Individual], count: Int, seed: SeededGenerator) -> Population
}

/// NSGA-II's survival: whole fronts as long as they fit, of the front that does not fit those who stand loneliest in it (Deb,
/// Pratap, Agarwal and Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II", 2002, section III-C).
struct CrowdedSelection: SurvivorSelection {
    func survivors(_ individuals: [Individual], count: Int, seed: SeededGenerator) -> Population {
        let ranks = NonDominatedSorting.ranks(
            of: individuals.map(\.values), violations: individuals.map(\.violation))
        var loneliness = [Double](repeating: 0, count: individuals.count)
        var survivors: [Int] = []
        for front in NonDominatedSorting.fronts(of: ranks) where survivors.count < count {
            let distances = CrowdingDistance.distances(of: front.map { individuals[$0].values })
            for (index, distance) in zip(front, distances) { loneliness[index] = distance }
            let order = front.indices.sorted { (distances[$0], front[$1]) > (distances[$1], front[$0]) }
            survivors += order.prefix(count - survivors.count).map { front[$0] }
        }
        survivors.sort()
        return Population(
            individuals: survivors.map { individuals[$0] }, ranks: survivors.map { ranks[$0] },
            loneliness: survivors.map { loneliness[$0] })
    }
}
