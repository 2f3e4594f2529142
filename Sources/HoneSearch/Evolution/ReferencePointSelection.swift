import HoneNumerics

/// NSGA-III's survival: whole fronts as long as they fit, of the front that does not fit those near the reference points that
/// have the fewest survivors (Deb and Jain, "An evolutionary many-objective optimization algorithm using
/// reference-point-based nondominated sorting approach, part I", 2014, algorithms 1 to 4; constraints as in part II).
struct ReferencePointSelection: SurvivorSelection {
    /// Points a population of `count` is spread over: as many as there are places, or fewer.
    func survivors(_ individuals: [Individual], count: Int, seed: SeededGenerator) -> Population {
        let ranks = NonDominatedSorting.ranks(
            of: individuals.map(\.values), violations: individuals.map(\.violation))
        var certain: [Int] = []
        var splitting: [Int] = []
        for front in NonDominatedSorting.fronts(of: ranks) {
            guard certain.count + front.count <= count else {
                splitting = front
                break
            }
            certain += front
        }
        let wanted = count - certain.count
        var survivors = certain
        if wanted > 0, !splitting.isEmpty {
            survivors += chosen(wanted, among: splitting, beside: certain, individuals, seed: seed)
        }
        survivors.sort()
        return Population(
            individuals: survivors.map { individuals[$0] }, ranks: survivors.map { ranks[$0] }, loneliness: [])
    }

    private func chosen(
        _ wanted: Int, among splitting: [Int], beside certain: [Int], _ individuals: [Individual],
        seed: SeededGenerator
    ) -> [Int] {
        // Infeasible individuals are told apart by their violations alone; those of one front violate equally.
        guard individuals[splitting[0]].violation == 0 else { return Array(splitting.prefix(wanted)) }
        let considered = certain + splitting
        let places = NormalizedFront.places(of: considered.map { individuals[$0].values })
        let dimension = individuals[splitting[0]].values.count
        let points = ReferencePoints.points(
            dimension: dimension,
            divisions: ReferencePoints.divisions(dimension: dimension, atMost: certain.count + wanted))
        let niches = places.map { Self.niche(of: $0, among: points) }
        var crowd = [Int](repeating: 0, count: points.count)
        for niche in niches.prefix(certain.count) { crowd[niche.point] += 1 }
        var waiting = [[Int]](repeating: [], count: points.count)
        for (place, niche) in niches.enumerated().dropFirst(certain.count) { waiting[niche.point].append(place) }
        var generator = seed
        var result: [Int] = []
        while result.count < wanted {
            let open = points.indices.filter { !waiting[$0].isEmpty }
            guard let fewest = open.map({ crowd[$0] }).min() else { break }
            let candidates = open.filter { crowd[$0] == fewest }
            let point = candidates[generator.integer(below: candidates.count)]
            // The first of a niche is the nearest to its line, the others are anyone.
            let next =
                fewest == 0
                ? waiting[point].indices.min {
                    niches[waiting[point][$0]].distance < niches[waiting[point][$1]].distance
                }
                : generator.integer(below: waiting[point].count)
            guard let next else { break }
            result.append(considered[waiting[point].remove(at: next)])
            crowd[point] += 1
        }
        return result
    }

    /// The reference point whose line from the origin is nearest, and the distance from that line, squared.
    private static func niche(of place: [Double], among points: [[Double]]) -> (point: Int, distance: Double) {
        var best = (point: 0, distance: Double.infinity)
        let square = place.reduce(0) { $0 + $1 * $1 }
        for (index, point) in points.enumerated() {
            var product = 0.0
            var length = 0.0
            for coordinate in point.indices {
                product += place[coordinate] * point[coordinate]
                length += point[coordinate] * point[coordinate]
            }
            let distance = square - product * product / length
            if distance < best.distance { best = (index, distance) }
        }
        return best
    }
}
